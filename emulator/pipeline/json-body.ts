import type { FastifyInstance } from 'fastify'
import { ApiError } from '../../src/contract/errors/errors.ts'

/** Largest body that is read, in bytes (rules, section 2). */
export const bodyLimitBytes = 1_000_000

/** JSON and nothing else; what is not JSON is answered with the place of the fault. */
export function takeJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    const json = text as string
    // An empty body counts as absent, so that operations without a body take the usual Content-Type.
    if (json.trim() === '') return done(null, undefined)
    try {
      done(null, JSON.parse(json))
    } catch (error) {
      done(invalidJson(error), undefined)
    }
  })
}

function invalidJson(cause: unknown): ApiError {
  const reason = cause instanceof Error ? cause.message : 'it cannot be parsed'
  return new ApiError('invalid_json', { message: `The body is not valid JSON: ${reason}`, cause })
}
