import type { LooseInput } from '../../src/client/client-types.ts'
import type { QueryValue } from '../../src/client/request-url.ts'
import type { CommandEntry } from '../../src/contract/commands/command-index.ts'
import type { Command, CommandInput, FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
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
  const body = bodyWithShorthands(entry, input, data, membersOf(entry, input, 'body'))
  const missing = Object.entries(entry.flags)
    .filter(([, flag]) => flag.required === true && flag.in === 'body' && body[flag.member] === undefined)
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
  return {
    params: input.args,
    query: membersOf(entry, input, 'query') as Record<string, QueryValue>,
    ...(entry.hasBody === true && { body }),
    idempotencyKey: own['idempotency-key'],
    clientSecret: own['client-secret'],
    ifMatch: own['if-match'],
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
