import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { ApiError, validationFailed } from '../../src/contract/errors/errors.ts'
import { shownText } from '../../src/text/broken-texts.ts'
import { bodyLimits, excessOf } from '../../src/text/json-size.ts'
import { requireReadable } from './content-headers.ts'

/** Largest body that is read, in bytes (rules, section 2). */
export const bodyLimitBytes = 1_000_000

/**
 * JSON in UTF-8 and nothing else; what is not JSON is answered with the place of the fault. What is nested too deep, or
 * holds too many values, goes no further: nobody behind this has to reckon with it.
 */
export function takeJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  // For bodies of every kind, before they are read.
  app.addHook('preParsing', ({ method, headers }, _reply, payload, done) => {
    try {
      if (method !== 'GET' && method !== 'HEAD') requireReadable(headers)
      done(null, payload)
    } catch (error) {
      done(error as Error)
    }
  })
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, bytes, done) => {
    try {
      const json = textOf(bytes as Buffer)
      // An empty body counts as absent, so that operations without a body take the usual Content-Type.
      done(null, /^[\t\n\r ]*$/.test(json) ? undefined : bodyOf(json))
    } catch (error) {
      done(error as Error, undefined)
    }
  })
}

/** The text of a body. Throws `invalid_json` for bytes that are none: read all the same, they would be other letters. */
export function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  throw new ApiError('invalid_json', { message: 'The body is not UTF-8; send its text in that encoding' })
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
  if (json.startsWith('\ufeff'))
    throw invalidJson('it begins with a byte order mark, which JSON does not have')
  try {
    return JSON.parse(json)
  } catch (error) {
    throw invalidJson(error instanceof Error ? error.message : 'it cannot be parsed', error)
  }
}

function tooLarge(code: string, message: string): ApiError {
  return validationFailed([{ path: '', code, message }])
}

function invalidJson(reason: string, cause?: unknown): ApiError {
  // The parser quotes what it found, which may be half of a character.
  return new ApiError('invalid_json', { message: `The body is not valid JSON: ${shownText(reason)}`, cause })
}
