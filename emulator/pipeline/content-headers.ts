import type { IncomingHttpHeaders } from 'node:http'
import { ApiError } from '../../src/contract/errors/errors.ts'

/** One parameter of a media type; a quoted value is taken whole, whatever stands in it. */
const parameter = /;\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)/g

/**
 * Refuses bodies whose headers say that they are not plain UTF-8: neither what is compressed nor what is in another
 * charset is read. Throws `unsupported_media_type`.
 */
export function requireReadable(headers: IncomingHttpHeaders): void {
  if (!hasBody(headers)) return
  const coding = codingsOf(headers['content-encoding']).find(name => name !== 'identity')
  if (coding !== undefined) {
    throw new ApiError('unsupported_media_type', {
      message: `The body has the Content-Encoding ${coding}; send it as it is, without one`,
      // What would be read instead (RFC 9110, section 15.5.16).
      headers: { 'accept-encoding': 'identity' },
    })
  }
  const charset = charsetsOf(headers['content-type']).find(name => !/^utf-?8$/.test(name))
  if (charset === undefined) return
  throw new ApiError('unsupported_media_type', {
    message: `The body has the charset ${charset || 'of no name'}; send it in UTF-8`,
  })
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function codingsOf(header: string | undefined): readonly string[] {
  return (header ?? '')
    .split(',')
    .map(name => name.trim().toLowerCase())
    .filter(name => name !== '')
}

function charsetsOf(header: string | undefined): readonly string[] {
  return [...(header ?? '').matchAll(parameter)]
    .filter(([, name = '']) => name.toLowerCase() === 'charset')
    .map(([, , value = '']) => unquoted(value.trim()).toLowerCase())
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value
}
