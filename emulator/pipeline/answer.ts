import type { IncomingHttpHeaders } from 'node:http'
import type { MediaType } from '../../src/contract/media-types.ts'
import type { Operation } from '../../src/contract/operation.ts'
import type { Outcome } from '../calls/call.ts'
import { fileHeaders } from './file-headers.ts'

/** A finished answer: status, headers and bytes. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** The answer to a call that ended: what HTTP adds to an outcome. */
export function answerOf(
  mediaType: MediaType,
  params: Readonly<Record<string, string>>,
  { status, text, file, revision, refusal, replay }: Outcome,
): Answer {
  return {
    status,
    headers: {
      ...refusal?.headers,
      ...(revision !== null && { etag: `"${revision}"` }),
      ...(file !== null && mediaType !== 'application/json' && fileHeaders(mediaType, file, params)),
      ...(replay !== null && {
        'x-idempotent-replayed': 'true',
        'x-original-request-id': replay.requestId,
      }),
    },
    body: file === null ? text : 'text' in file ? file.text : file.bytes,
  }
}

/** The answer, or 304 in its place where the caller has it already: If-None-Match names the ETag of this very revision. */
export function orNotModified({ method }: Operation, headers: IncomingHttpHeaders, answer: Answer): Answer {
  const { etag } = answer.headers
  const asked = headers['if-none-match']
  if (asked === undefined || etag === undefined || method !== 'GET' || answer.status !== 200) return answer
  // Weak comparison, which is meant for reading (RFC 9110, section 13.1.2).
  const known = asked.match(/(?:W\/)?"[^"]*"/g) ?? []
  const isKnown = asked.trim() === '*' || known.some(tag => tag.replace(/^W\//, '') === etag)
  return isKnown ? { ...answer, status: 304, body: '' } : answer
}
