import { type TSchema, Type } from 'typebox'
import { append } from '../../lists/append.ts'
import { type ErrorDetails, errorDetails } from '../errors/error-details.ts'
import { docUrlOf, type ErrorCode, errorCatalogue } from '../errors/errors.ts'
import { errorsOf, isMutation } from '../errors/errors-of.ts'
import type { Operation } from '../operation.ts'
import { component, fromReference, strictObject } from '../schema.ts'
import type { Components } from './components.ts'
import type { JsonObject } from './document.ts'
import { type AnswerHeader, headersOf, rateHeaders, replayHeaders } from './headers.ts'
import { publishSchema } from './publish-schema.ts'

/** The envelope of every error: the reference's Error format section. */
const ErrorEnvelope = component(
  'Error',
  {
    error: strictObject(
      {
        code: Type.Enum(Object.keys(errorCatalogue), {
          description: 'Stable; branch on this.',
          ...fromReference,
        }),
        message: Type.String({ description: 'What happened and what to do, for people.', ...fromReference }),
        doc_url: Type.String({ format: 'uri', description: 'Where to read more.', ...fromReference }),
        request_id: Type.String({ description: 'The same as X-Request-Id.', ...fromReference }),
        details: Type.Optional(
          Type.Object({}, { description: 'More, in a form that depends on the code.', ...fromReference }),
        ),
      },
      fromReference,
    ),
  },
  { 'x-error-codes': describe(Object.keys(errorCatalogue) as ErrorCode[], {}) },
)

/** The error responses of an operation by status. Those without refusals of its own are shared between operations. */
export function errorResponsesOf(operation: Operation, components: Components): Record<string, JsonObject> {
  const byStatus = Object.groupBy(errorsOf(operation), code => errorCatalogue[code].status)
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes = []]) => {
      const write = () => responseOf(codes, operation, components)
      const isShared = !codes.some(code => code in operation.refusals)
      return [status, isShared ? components.share('responses', nameOf(codes), write) : write()]
    }),
  )
}

function responseOf(codes: readonly ErrorCode[], operation: Operation, components: Components): JsonObject {
  const { refusals } = operation
  const details = detailsOf(codes).map(({ schema }) => publishSchema(schema as TSchema, components))
  const narrowed = {
    code: { type: 'string', enum: codes, 'x-source': 'derived' },
    ...(details.length > 0 && {
      details: { ...(details.length === 1 ? details[0] : { anyOf: details }), 'x-source': 'derived' },
    }),
  }
  const schema = {
    allOf: [
      publishSchema(ErrorEnvelope, components),
      {
        type: 'object',
        properties: { error: { type: 'object', properties: narrowed, 'x-source': 'reference' } },
      },
    ],
  }
  return {
    description: codes.map(code => `\`${code}\`: ${whenOf(code, refusals)}`).join('\n\n'),
    headers: headersOf(headerNamesOf(codes, operation), components),
    content: {
      'application/json': {
        schema,
        examples: Object.fromEntries(codes.map(code => [code, exampleOf(code, refusals)])),
      },
    },
    'x-error-codes': describe(codes, refusals),
  }
}

/** Where a refusal of the operation is stored, its replay says so; 401 knows no tenant yet. */
function headerNamesOf(codes: readonly ErrorCode[], operation: Operation): AnswerHeader[] {
  const names: AnswerHeader[] = ['X-Request-Id']
  const statuses = codes.map(code => errorCatalogue[code].status)
  if (statuses.includes(401)) return [...names, 'WWW-Authenticate']
  append(names, rateHeaders)
  if (codes.includes('rate_limited') || codes.includes('idempotency_key_in_use')) names.push('Retry-After')
  const isStored = isMutation(operation) && codes.some(code => code in operation.refusals)
  return isStored ? [...names, ...replayHeaders] : names
}

function detailsOf(codes: readonly ErrorCode[]): ErrorDetails[] {
  return codes.flatMap(code => errorDetails[code] ?? [])
}

function exampleOf(code: ErrorCode, refusals: Operation['refusals']): JsonObject {
  const refusal = refusals[code]
  const details = errorDetails[code]?.example
  return {
    summary: whenOf(code, refusals),
    value: {
      error: {
        code,
        message: errorCatalogue[code].message,
        doc_url: docUrlOf(code),
        request_id: 'req_01HXYZ',
        ...(details !== undefined && { details: structuredClone(details) }),
      },
    },
    // A request that the default data set answers like this.
    ...(refusal !== undefined && { 'x-request': structuredClone(refusal.example) }),
  }
}

function describe(codes: readonly ErrorCode[], refusals: Operation['refusals']): JsonObject {
  return Object.fromEntries(
    codes.map(code => {
      const { status, hint, source } = errorCatalogue[code]
      return [code, { status, when: whenOf(code, refusals), hint, 'x-source': source }]
    }),
  )
}

function whenOf(code: ErrorCode, refusals: Operation['refusals']): string {
  return refusals[code]?.when ?? `${errorCatalogue[code].message}.`
}

function nameOf(codes: readonly ErrorCode[]): string {
  const pascal = (code: string) =>
    code.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return codes.map(pascal).join('Or')
}
