import { failureOf } from '../../../src/client/failures.ts'
import type { WireResponse } from '../../../src/client/transport.ts'
import type { Failure } from '../../../src/failure/failure.ts'
import type { Context } from '../../kernel/context.ts'
import { SeveralFailures } from '../../kernel/several-failures.ts'

/** An answer of GraphQL: data, errors or both. */
export interface GraphqlAnswer {
  readonly data?: object | null
  readonly errors?: readonly GraphqlError[]
}

interface GraphqlError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly locations?: readonly { readonly line: number; readonly column: number }[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** So many errors are told; a list may have one for each of its objects. */
const mostTold = 10

/** Reads an answer; undefined where it is none of GraphQL: what comes before it, such as a 401, is one of REST. */
export function graphqlAnswerOf({ status, text }: WireResponse): GraphqlAnswer | undefined {
  const answer = parsed(text)
  if (!isObject(answer)) return undefined
  const { data, errors = [] } = answer
  if (!Array.isArray(errors) || !errors.every(isObject)) return undefined
  const hasData = (data === null || isObject(data)) && status >= 200 && status < 300
  return errors.length > 0 || hasData ? (answer as GraphqlAnswer) : undefined
}

/** What the errors of an answer stand for, each as REST would refuse it; undefined where there are none. */
export function refusalOf(
  { errors = [] }: GraphqlAnswer,
  answer: WireResponse,
  url: URL,
  context: Context,
): Failure | undefined {
  const left = errors.length - mostTold
  const failures = errors.slice(0, mostTold).map((error, at) => {
    const more = left > 0 && at === mostTold - 1 ? `; ${left} more in the answer, which --json shows` : ''
    return failureOf(envelopeOf(error, more, answer, context), url)
  })
  const [first, ...others] = failures
  return first === undefined || others.length === 0 ? first : new SeveralFailures(first, others)
}

/** An error as an answer of REST. */
function envelopeOf(
  { message, path, locations, extensions = {} }: GraphqlError,
  more: string,
  answer: WireResponse,
  context: Context,
): WireResponse {
  const { code = 'validation_failed', status, details, ...rest } = extensions
  const field = path?.join('.')
  const [place] = locations ?? []
  const where = field === undefined ? '' : `${field}: `
  const at = field === undefined && place !== undefined ? ` (line ${place.line}, column ${place.column})` : ''
  const error = { ...rest, code, message: `${where}${message}${at}${more}`, details: placed(details, field) }
  const known = context.contract.errors()
  const usual = Object.hasOwn(known, String(code)) ? known[String(code)]?.status : undefined
  return { ...answer, status: Number(status ?? usual ?? 422), text: JSON.stringify({ error }) }
}

/** Faults name members of what a field was given, not flags: `createBooking.start_at`. */
function placed(details: unknown, field: string | undefined): unknown {
  if (field === undefined || !isObject(details) || !Array.isArray(details.fields)) return details
  const fields = details.fields.map(fault =>
    isObject(fault) ? { ...fault, path: `${field}${String(fault.path ?? '').replaceAll('/', '.')}` } : fault,
  )
  return { ...details, fields }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
