import type { LooseInput } from '../../src/client/client-types.ts'
import type { QueryValue } from '../../src/client/request-url.ts'
import type { CommandEntry, FlagIndex } from '../../src/contract/commands/command-index.ts'
import { Failure } from '../../src/failure/failure.ts'
import type { Command, CommandInput, FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { patternsOf } from '../kernel/event-patterns.ts'
import { missingInput } from '../kernel/parse-argv.ts'
import type { requestFlags } from './api-flags.ts'
import { requestData } from './request-data.ts'
import { bodyWithShorthands, shorthandHint } from './shorthand-body.ts'

export type RequestFlags = FlagValues<typeof requestFlags>

/**
 * The request that a command line stands for: members from `--data`, overridden by flags, and what shorthands say.
 * Throws a usage failure that names every required member that is in none of them.
 */
export async function apiRequest(
  entry: CommandEntry,
  command: Command,
  input: CommandInput,
  context: Context,
): Promise<LooseInput> {
  const own = input.flags as RequestFlags
  const data = entry.hasBody === true ? await requestData(own.data, context) : {}
  refuseUnknownEvents(entry, input, context)
  const body = bodyWithShorthands(entry, input, data, membersOf(entry, input, 'body'))
  const isGiven = (name: string, flag: FlagIndex) =>
    (flag.in === 'body' ? body[flag.member] : input.flags[name]) !== undefined
  const missing = Object.entries(entry.flags)
    .filter(([name, flag]) => flag.required === true && !isGiven(name, flag))
    .map(([name, { member }]) => ({ flag: `--${name}`, member }))
  if (missing.length > 0) {
    const hint = shorthandHint(
      entry,
      missing.map(({ member }) => member),
    )
    throw missingInput(
      command,
      missing.map(({ flag }) => flag),
      hint,
    )
  }
  if (entry.method === 'PATCH' && Object.keys(body).length === 0) throw nothingToChange(entry, command)
  return {
    params: input.args,
    query: membersOf(entry, input, 'query') as Record<string, QueryValue>,
    ...(entry.hasBody === true && { body }),
    idempotencyKey: own['idempotency-key'],
    clientSecret: own['client-secret'],
    ifMatch: own['if-match'],
  }
}

/** The API takes an empty change for one; whoever types one has forgotten what to change. */
function nothingToChange(entry: CommandEntry, { id }: Command): Failure {
  const typed = id.replaceAll(':', ' ')
  const shorthands = Object.keys(entry.shorthands ?? {})
  const members = Object.entries(entry.flags).flatMap(([name, flag]) => (flag.in === 'body' ? [name] : []))
  const names = [...shorthands, ...members].map(name => `--${name}`)
  return new Failure('usage', 'nothing_to_change', `\`${typed}\` has nothing to change`, {
    hint: `Give what is to be another: ${names.join(', ')} or --data. See \`ideadunes ${typed} --help\`.`,
    details: { flags: names },
  })
}

/** A mistyped type of event would choose nothing, and whoever waits for it would wait in vain. */
function refuseUnknownEvents(entry: CommandEntry, input: CommandInput, context: Context): void {
  for (const [name, flag] of Object.entries(entry.flags)) {
    const given = input.flags[name]
    if (flag.eventPatterns !== true || given === undefined) continue
    const texts = typeof given === 'string' ? [given] : (given as readonly string[])
    patternsOf(texts, `--${name}`, Object.keys(context.contract.eventSamples()))
  }
}

function membersOf(
  entry: CommandEntry,
  input: CommandInput,
  where: 'query' | 'body',
): Record<string, unknown> {
  const given = Object.entries(entry.flags).filter(
    ([name, flag]) => flag.in === where && input.flags[name] !== undefined,
  )
  return Object.fromEntries(given.map(([name, flag]) => [flag.member, input.flags[name]]))
}
