import { Failure } from '../../../src/failure/failure.ts'
import type { Context } from '../../kernel/context.ts'
import { bodyFields } from '../raw/raw-fields.ts'
import { requestData } from '../request-data.ts'
import { fileText, typedText } from '../typed-text.ts'
import type { GraphqlFlags } from './graphql-flags.ts'

/** The text of the query: as it is typed, `@FILE`, `--file FILE`, or from stdin. Throws a usage failure for none. */
export async function queryText(
  typed: string | undefined,
  { file, variables }: GraphqlFlags,
  context: Context,
): Promise<string> {
  if (typed !== undefined && file !== undefined)
    throw wrong('QUERY and --file are two queries: give one of them', '--file')
  const { stdin } = context.terminal
  const word = typed ?? (file === undefined && !stdin.isTty ? '-' : '')
  if (word === '-' && variables === '-')
    throw wrong('Stdin cannot be both the query and the variables: give one of them as a file', '--variables')
  const text =
    file === undefined
      ? await typedText(word, context, message => wrong(message, 'QUERY'))
      : fileText(file, context, message => wrong(message, '--file'))
  if (text.trim() === '') throw wrong('There is no query', 'QUERY')
  return text
}

/** The variables: the object of `--variables`, with those of `--field` in it. */
export async function variablesOf(
  { variables, field = [] }: GraphqlFlags,
  context: Context,
): Promise<object | undefined> {
  if (variables === undefined && field.length === 0) return undefined
  return { ...(await requestData(variables, context, '--variables')), ...bodyFields(field) }
}

function wrong(message: string, field: string): Failure {
  return new Failure('usage', 'invalid_data', message, {
    field,
    hint: "For example `ideadunes graphql '{ tenant { name timezone } }'`; or --file query.graphql, or the query on stdin.",
  })
}
