import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../src/contract/errors/errors.ts'

/** HTTP/1.1 wants the header in every request, once, and not empty (RFC 9112, section 3.2). */
export function requireHost({ headers, raw }: Pick<FastifyRequest, 'headers' | 'raw'>): void {
  // Node keeps the first of several.
  if (countHosts(raw.rawHeaders) > 1) {
    throw new ApiError('malformed_request', { message: 'The request has more than one Host header' })
  }
  if (raw.httpVersion === '1.0' || (headers.host ?? '') !== '') return
  const message = `The request has ${headers.host === undefined ? 'no' : 'an empty'} Host header`
  throw new ApiError('malformed_request', { message })
}

/** Names are the even members of raw headers. Without a list of them: every request comes through here. */
function countHosts(rawHeaders: readonly string[]): number {
  let count = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1
  }
  return count
}
