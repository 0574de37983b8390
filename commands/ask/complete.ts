import type { CommandEntry } from '../../src/contract/commands/command-index.ts'
import { dataSetNames } from '../../src/control/data-sets.ts'
import { isThisMachine } from '../../src/network/loopback.ts'
import { connectionOf } from '../connect/connection.ts'
import { connectionFlags } from '../connect/connection-flags.ts'
import { controlFlags, findControl } from '../connect/control.ts'
import { type Command, type FlagSpec, type FlagSpecs, globalFlags } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { askedClient, knownListOf, knownValues } from './known-values.ts'
import { type LocalKind, localKindOf, localValues } from './local-values.ts'

/** A word that may come next, and what it is. */
export interface Completion {
  readonly word: string
  readonly about: string
}

/** Who presses Tab waits no longer for a sandbox. */
const patienceMs = 300

/** What says which values a flag or an argument takes. */
type Valued = Pick<FlagSpec, 'options' | 'several'>

/** Finds commands: `main` knows them. */
export interface Catalogue {
  readonly ids: readonly string[]
  readonly commandOf: (id: string) => Promise<Command | undefined>
}

/**
 * What may stand in the place of `current`, after the words before it: commands, flags, and values, among them ids of
 * the sandbox that runs here. Another API than that of this machine is never asked.
 */
export async function completionsOf(
  current: string,
  before: readonly string[],
  { ids, commandOf }: Catalogue,
  context: Context,
): Promise<readonly Completion[]> {
  // bash takes `--flag=value` apart.
  const words = before.filter(word => word !== '=')
  const end = words.findIndex(word => word.startsWith('-'))
  const leading = end === -1 ? words : words.slice(0, end)
  const count = leading.findLastIndex((_, at) => ids.includes(leading.slice(0, at + 1).join(':'))) + 1
  const next = end === -1 ? nextWords(leading, ids) : []
  if (count === 0) return startingWith(current === '=' ? '' : current, next)
  const id = leading.slice(0, count).join(':')
  const command = await commandOf(id)
  if (command === undefined) return startingWith(current, next)
  const own = await forCommand(command, current, words.slice(count), context)
  return [...(leading.length === count ? startingWith(current, next) : []), ...own]
}

function nextWords(leading: readonly string[], ids: readonly string[]): Completion[] {
  const topic = leading.map(word => `${word}:`).join('')
  const below = ids.filter(id => id.startsWith(topic)).map(id => id.slice(topic.length).split(':')[0] ?? '')
  return [...new Set(below)].map(word => ({ word, about: '' }))
}

async function forCommand(
  command: Command,
  current: string,
  rest: readonly string[],
  context: Context,
): Promise<readonly Completion[]> {
  const flags: FlagSpecs = { ...command.flags, ...globalFlags }
  const [, joined, part = ''] = /^--([\w-]+)=(.*)$/s.exec(current) ?? []
  if (joined !== undefined) {
    const found = await valuesOf(joined, flags[joined], part, command, rest, context)
    return found.map(({ word, about }) => ({ word: `--${joined}=${word}`, about }))
  }
  const last = rest.at(-1) ?? ''
  const waiting = last.startsWith('--') ? flags[last.slice(2)] : undefined
  if (waiting !== undefined && waiting.kind !== 'boolean')
    return await valuesOf(last.slice(2), waiting, current === '=' ? '' : current, command, rest, context)
  if (current.startsWith('-')) return startingWith(current, flagWords(flags, rest))
  const lastArg = command.args.at(-1)
  const arg = command.args[argsIn(rest, flags)] ?? (lastArg?.repeated === true ? lastArg : undefined)
  return arg === undefined ? [] : await valuesOf(arg.name, arg, current, command, rest, context)
}

function flagWords(flags: FlagSpecs, rest: readonly string[]): Completion[] {
  return Object.entries(flags)
    .filter(([name, { kind }]) => kind === 'strings' || !rest.includes(`--${name}`))
    .map(([name, { summary = '' }]) => ({ word: `--${name}`, about: summary }))
}

/** How many arguments were typed already: what is neither a flag nor its value. */
function argsIn(rest: readonly string[], flags: FlagSpecs): number {
  return rest.filter((word, at) => {
    if (word.startsWith('-')) return false
    const before = rest[at - 1] ?? ''
    const flag = before.startsWith('--') ? flags[before.slice(2)] : undefined
    return flag === undefined || flag.kind === 'boolean'
  }).length
}

async function valuesOf(
  name: string,
  flag: Valued | undefined,
  typed: string,
  command: Command,
  rest: readonly string[],
  context: Context,
): Promise<readonly Completion[]> {
  const entry = context.contract.index()[command.id]
  if (takesSeveral(name, flag, entry)) {
    const done = typed.slice(0, typed.lastIndexOf(',') + 1)
    const found = startingWith(typed.slice(done.length), plain(optionsOf(name, flag, entry, context)))
    return found.map(({ word, about }) => ({ word: `${done}${word}`, about }))
  }
  const options = optionsOf(name, flag, entry, context)
  if (options.length > 0) return startingWith(typed, plain(options))
  try {
    return startingWith(typed, await ofSandbox(name, command.id, rest, context))
  } catch {
    // No sandbox, or one that is busy: there is nothing to offer, and nobody to tell it to.
    return []
  }
}

function takesSeveral(name: string, flag: Valued | undefined, entry: CommandEntry | undefined): boolean {
  return flag?.several === true || entry?.flags[name]?.eventPatterns === true
}

function optionsOf(
  name: string,
  flag: Valued | undefined,
  entry: CommandEntry | undefined,
  context: Context,
): readonly string[] {
  if (flag?.options !== undefined) return flag.options
  const isType = entry?.flags[name]?.eventPatterns === true || ['events', 'event', 'type'].includes(name)
  if (isType) return Object.keys(context.contract.eventSamples())
  if (name === 'data_set') return dataSetNames
  if (name === 'code') return Object.keys(context.contract.errors())
  if (name === 'operation') return operationIds(context)
  return name === 'shell' ? shells : []
}

/** As faults name them. */
function operationIds({ contract }: Context): readonly string[] {
  return [...Object.values(contract.index()).map(({ id }) => id), 'graphql']
}

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const

async function ofSandbox(
  name: string,
  id: string,
  rest: readonly string[],
  context: Context,
): Promise<readonly Completion[]> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patienceMs)])
  const hurried: Context = { ...context, signal }
  const kind = localKindOf(id, name)
  if (kind !== undefined) return await localWords(kind, rest, hurried)
  const list = knownListOf(name)
  if (list === undefined) return []
  const flags = placeOf(connectionFlags, rest, context)
  const { baseUrl } = await connectionOf(flags, hurried)
  if (!isThisMachine(new URL(baseUrl).hostname)) return []
  const found = await knownValues(list, '', await askedClient(flags, hurried))
  return found.map(({ value, label }) => ({ word: value, about: label }))
}

async function localWords(
  kind: LocalKind,
  rest: readonly string[],
  context: Context,
): Promise<readonly Completion[]> {
  const isOfSandbox = kind !== 'profile' && kind !== 'stored key'
  const { sandbox, ...port } = controlFlags
  // Each fork has faults of its own; the rest is known behind the whole port.
  const where = kind === 'fault' ? { ...port, sandbox } : port
  const flags = placeOf(isOfSandbox ? where : { profile: connectionFlags.profile }, rest, context)
  const control = isOfSandbox ? findControl(flags, context) : undefined
  if (control !== undefined && !isThisMachine(new URL(control.baseUrl).hostname)) return []
  const found = await localValues(kind, flags, context)
  return found.map(({ value, label }) => ({ word: value, about: label }))
}

/** Where a command would go: by what is typed already, else by variables, as when it is run. */
function placeOf(
  flags: FlagSpecs,
  rest: readonly string[],
  { place: { env } }: Context,
): Readonly<Record<string, string>> {
  const found = Object.entries(flags).flatMap(([name, { kind, env: variable = '' }]) => {
    const value = kind === 'string' ? (typedValue(name, rest) ?? env[variable]) : undefined
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(found)
}

function typedValue(name: string, rest: readonly string[]): string | undefined {
  const at = rest.indexOf(`--${name}`)
  return at === -1 ? undefined : rest[at + 1]
}

function plain(words: readonly string[]): Completion[] {
  return words.map(word => ({ word, about: '' }))
}

function startingWith(typed: string, found: readonly Completion[]): Completion[] {
  return found.filter(({ word }) => word.startsWith(typed))
}
