import type { FastifyInstance } from 'fastify'
import { ApiError, validationFailed } from '../../src/contract/errors/errors.ts'
import { bodyLimits, excessOf } from '../../src/text/json-size.ts'

/** Largest body that is read, in bytes (rules, section 2). */
export const bodyLimitBytes = 1_000_000

/**
 * JSON and nothing else; what is not JSON is answered with the place of the fault. What is nested too deep, or holds
 * too many values, goes no further: nobody behind this has to reckon with it.
 */
export function takeJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    const json = text as string
    // An empty body counts as absent, so that operations without a body take the usual Content-Type.
    if (json.trim() === '') return done(null, undefined)
    try {
      done(null, bodyOf(json))
    } catch (error) {
      done(error as Error, undefined)
    }
  })
}

function bodyOf(json: string): unknown {
  const body = parsed(json)
  switch (excessOf(body, bodyLimits)) {
    case 'levels':
      throw tooLarge('too_deep', `must not be nested deeper than ${bodyLimits.levels} levels`)
    case 'values':
      throw tooLarge('too_many', `must not hold more than ${bodyLimits.values} values`)
    default:
      return body
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw invalidJson(error)
  }
}

function tooLarge(code: string, message: string): ApiError {
  return validationFailed([{ path: '', code, message }])
}

function invalidJson(cause: unknown): ApiError {
  const reason = cause instanceof Error ? cause.message : 'it cannot be parsed'
  return new ApiError('invalid_json', { message: `The body is not valid JSON: ${reason}`, cause })
}
