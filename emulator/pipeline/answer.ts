import type { MediaType } from '../../src/contract/media-types.ts'
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
