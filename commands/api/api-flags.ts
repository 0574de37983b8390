import type { CommandEntry, FlagIndex } from '../../src/contract/commands/command-index.ts'
import { connectionFlags, yesFlag } from '../connect/connection-flags.ts'
import type { FlagSpec, FlagSpecs } from '../kernel/command.ts'
import { membersSaid } from './shorthand-body.ts'
import { shorthandReaders } from './shorthand-values.ts'

/** How long and how often a request is tried. */
export const attemptFlags = {
  timeout: {
    kind: 'integer',
    summary: 'How long one attempt may take, in seconds; 30 by default.',
    env: 'IDEADUNES_TIMEOUT',
    valueName: 'SECONDS',
    min: 1,
    max: 600,
  },
  retries: {
    kind: 'integer',
    summary: 'Attempts after the first, where that does nothing twice; 2 by default.',
    env: 'IDEADUNES_RETRIES',
    min: 0,
    max: 10,
  },
} as const satisfies FlagSpecs

/** Flags of API commands that stand for no member of the request; not every command has all of them. */
export const requestFlags = {
  data: {
    kind: 'string',
    summary: 'The body as JSON: text, @file, or - for stdin. Flags override its members.',
    valueName: 'JSON',
  },
  'idempotency-key': {
    kind: 'string',
    summary: 'Makes a repetition of this change safe; a new one by default.',
    valueName: 'KEY',
  },
  'if-match': {
    kind: 'string',
    summary: 'Change only this revision: the ETag, or *.',
    valueName: 'ETAG',
  },
  'client-secret': {
    kind: 'string',
    summary: 'The secret of the object, for publishable keys.',
    valueName: 'SECRET',
  },
  all: {
    kind: 'boolean',
    summary: 'Walk all pages; with --limit until there are so many rows, which may be more than a page has.',
  },
  wait: { kind: 'boolean', summary: 'Wait until it has ended, and show how far it is.' },
  yes: yesFlag,
  'dry-run': { kind: 'boolean', summary: 'Print the request that would be sent, and send nothing.' },
  ...attemptFlags,
  ...connectionFlags,
} as const satisfies FlagSpecs

type RequestFlag = keyof typeof requestFlags

/** The flags of an operation's command: its shorthands, one for each member, then those that the shape of the request brings. */
export function apiFlags(entry: CommandEntry): FlagSpecs {
  const shorthands = Object.entries(entry.shorthands ?? {}).map(
    ([name, { reads }]) => [name, { kind: 'string', valueName: shorthandReaders[reads].valueName }] as const,
  )
  const said = new Set(Object.values(entry.shorthands ?? {}).flatMap(membersSaid))
  const members = Object.entries(entry.flags).map(
    ([name, flag]) => [name, flagSpecOf(flag, said.has(flag.member))] as const,
  )
  const extra = (Object.keys(requestFlags) as RequestFlag[])
    // A member that is called like one of ours goes first: it must stay reachable.
    .filter(name => takes(entry, name) && !Object.hasOwn(entry.flags, name))
    .map(name => [name, requestFlags[name]] as const)
  return Object.fromEntries([...shorthands, ...members, ...extra])
}

function takes(entry: CommandEntry, name: RequestFlag): boolean {
  if (name === 'data') return entry.hasBody === true
  if (name === 'idempotency-key') return entry.method !== 'GET'
  if (name === 'if-match') return entry.conditional === true
  if (name === 'client-secret') return entry.needsClientSecret === true
  if (name === 'all') return entry.paged === true
  if (name === 'wait') return entry.awaits !== undefined
  return name === 'yes' ? entry.method !== 'GET' : true
}

/** What a shorthand may say instead is not called required. */
function flagSpecOf(flag: FlagIndex, isSaidBesides: boolean): FlagSpec {
  return {
    kind: flag.kind,
    ...(flag.required === true && !isSaidBesides && { required: true as const }),
    ...(flag.kind === 'boolean' && { negatable: true as const }),
    ...(flag.options !== undefined && { options: flag.options }),
    ...(flag.several === true && { several: true as const }),
  }
}
