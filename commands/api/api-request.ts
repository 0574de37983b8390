import type { LooseInput } from '../../src/client/client-types.ts'
import type { QueryValue } from '../../src/client/request-url.ts'
import type { CommandEntry } from '../../src/contract/command-index.ts'
import type { Command, CommandInput, FlagValues } from '../base/command.ts'
import type { Context } from '../base/context.ts'
import { missingInput } from '../base/parse-argv.ts'
import type { requestFlags } from './api-flags.ts'
import { requestData } from './request-data.ts'

export type RequestFlags = FlagValues<typeof requestFlags>

/**
 * The request that a command line stands for: members from `--data`, overridden by flags. Throws a usage failure
 * that names every required member that is in neither.
 */
export async function apiRequest(
  entry: CommandEntry,
  command: Command,
  input: CommandInput,
  context: Context,
): Promise<LooseInput> {
  const own = input.flags as RequestFlags
  const data = entry.hasBody === true ? await requestData(own.data, context) : {}
  const body = { ...data, ...membersOf(entry, input, 'body') }
  const missing = Object.entries(entry.flags)
    .filter(([, flag]) => flag.required === true && flag.in === 'body' && body[flag.member] === undefined)
    .map(([name]) => `--${name}`)
  if (missing.length > 0) throw missingInput(command, missing)
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
