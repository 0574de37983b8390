import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Failure } from '../../../src/failure/failure.ts'
import { utf8Text } from '../../../src/text/utf8.ts'
import type { Context } from '../../kernel/context.ts'
import { bodyFields } from '../raw/raw-fields.ts'
import type { GraphqlFlags } from './graphql-flags.ts'

/** The text of the query: as it is typed, `@FILE`, `--file FILE`, or from stdin. Throws a usage failure for none. */
export async function queryText(
  typed: string | undefined,
  { file }: GraphqlFlags,
  { terminal, place }: Context,
): Promise<string> {
  if (typed !== undefined && file !== undefined)
    throw wrong('QUERY and --file are two queries: give one of them', '--file')
  const from = file ?? (typed?.startsWith('@') === true ? typed.slice(1) : undefined)
  const text =
    from !== undefined
      ? fileText(resolve(place.cwd, from), file === undefined ? 'QUERY' : '--file')
      : typed !== undefined && typed !== '-'
        ? typed
        : typed === '-' || !terminal.stdin.isTty
          ? await terminal.stdin.readText()
          : ''
  if (text.trim() === '') throw wrong('There is no query', 'QUERY')
  return text
}

/** The variables: the object of `--variables`, with those of `--field` in it. */
export function variablesOf({ variables, field = [] }: GraphqlFlags, { place }: Context): object | undefined {
  if (variables === undefined) return field.length === 0 ? undefined : bodyFields(field)
  const text = variables.startsWith('@')
    ? fileText(resolve(place.cwd, variables.slice(1)), '--variables')
    : variables
  return { ...objectIn(text), ...bodyFields(field) }
}

function objectIn(text: string): object {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw wrong(`--variables is not valid JSON: ${(error as Error).message}`, '--variables')
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw wrong('--variables must be a JSON object, with a member for each variable', '--variables')
}

function fileText(file: string, field: string): string {
  try {
    return utf8Text(readFileSync(file))
  } catch (error) {
    throw wrong(`Cannot read ${file}: ${(error as Error).message}`, field)
  }
}

function wrong(message: string, field: string): Failure {
  return new Failure('usage', 'invalid_data', message, {
    field,
    hint: "For example ideadunes graphql '{ tenant { name timezone } }'; or --file query.graphql, or the query on stdin.",
  })
}
