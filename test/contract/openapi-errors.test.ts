import { describe, expect, it } from 'vitest'
import { docUrlOf, errorCatalogue } from '../../src/contract/errors/errors.ts'
import { errorsOf } from '../../src/contract/errors/errors-of.ts'
import { operations } from '../../src/contract/index.ts'
import { buildOpenApi } from '../../src/contract/openapi/openapi.ts'
import { followed, operationIn } from './document-walk.ts'
import { documentCompiler } from './strict-ajv.ts'

const document = buildOpenApi(operations, { version: '0.0.0-test' })
const compile = documentCompiler(document)

interface ErrorResponse {
  readonly description: string
  readonly headers: Record<string, unknown>
  readonly content: { 'application/json': { schema: unknown; examples: Record<string, Example> } }
}

interface Example {
  readonly summary: string
  readonly value: { error: Record<string, unknown> }
  readonly 'x-request'?: unknown
}

function responsesOf(id: string): Record<string, ErrorResponse> {
  return Object.fromEntries(
    Object.entries(operationIn(document, id).responses).map(([status, response]) => [
      status,
      followed(document, response) as unknown as ErrorResponse,
    ]),
  )
}

function exampleOf(id: string, code: keyof typeof errorCatalogue): Example {
  const example = responsesOf(id)[errorCatalogue[code].status]?.content['application/json'].examples[code]
  if (example === undefined) throw new Error(`${id} has no example of ${code}.`)
  return example
}

describe.each(operations.map(operation => [operation.id, operation] as const))(
  'errors of %s',
  (id, operation) => {
    it('stand under their status, each with an example in the form of the reference', () => {
      for (const code of errorsOf(operation)) {
        const { value } = exampleOf(id, code)
        expect(value.error).toMatchObject({ code, doc_url: docUrlOf(code), request_id: expect.any(String) })
        expect(Object.keys(value.error).slice(0, 4)).toEqual(['code', 'message', 'doc_url', 'request_id'])
      }
    })

    it('have examples that fit their schemas, and no other code fits', () => {
      for (const [status, response] of Object.entries(responsesOf(id)).filter(
        ([status]) => status >= '400',
      )) {
        const { schema, examples } = response.content['application/json']
        const validate = compile(schema)
        for (const { value } of Object.values(examples)) {
          validate(value)
          expect(validate.errors ?? [], `${id} ${status}`).toEqual([])
          expect(validate({ error: { ...value.error, code: 'method_not_allowed' } })).toBe(false)
        }
      }
    })

    it('show the request that gets a refusal', () => {
      for (const [code, refusal] of Object.entries(operation.refusals)) {
        const example = exampleOf(id, code as keyof typeof errorCatalogue)
        expect(example).toMatchObject({ summary: refusal?.when, 'x-request': refusal?.example })
      }
    })
  },
)

describe('headers of errors', () => {
  it('tell when to come back', () => {
    const { 429: limited, 401: unauthorized } = responsesOf('listBookings')
    expect(limited?.headers).toHaveProperty('Retry-After')
    expect(unauthorized?.headers).toHaveProperty('WWW-Authenticate')
    expect(unauthorized?.headers).not.toHaveProperty('X-Rate-Limit-Remaining')
  })

  it('tell of a replay where the refusal is stored', () => {
    expect(responsesOf('createBooking')[422]?.headers).toHaveProperty('X-Idempotent-Replayed')
    expect(responsesOf('listBookings')[422]?.headers).not.toHaveProperty('X-Idempotent-Replayed')
  })
})

it("repeats the reference's own error example", () => {
  expect(exampleOf('createBooking', 'resource_unavailable').value.error.details).toEqual({
    conflicts: [{ type: 'existing_booking', id: 'bk_01HXYW999' }, { type: 'outside_working_hours' }],
    suggestions: [
      { start_at: '2026-04-20T05:30:00Z', available: true },
      { start_at: '2026-04-20T06:00:00Z', available: true },
    ],
  })
})
