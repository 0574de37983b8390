import type { IncomingHttpHeaders } from 'node:http'
import type { Operation } from '../../src/contract/operation.ts'
import type { Outcome } from '../calls/call.ts'

/** A finished answer: status, headers and bytes. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The answer to a call that ended: what HTTP adds to an outcome. */
export function answerOf(
  operation: Operation,
  params: Readonly<Record<string, string>>,
  outcome: Outcome,
): Answer {
  const { status, text, revision, refusal, replay } = outcome
  const isFile = operation.mediaType !== 'application/json' && status === operation.status
  return {
    status,
    headers: {
      ...refusal?.headers,
      ...(revision !== null && { etag: `"${revision}"` }),
      ...(isFile && fileHeaders(params, text)),
      ...(replay !== null && {
        'x-idempotent-replayed': 'true',
        'x-original-request-id': replay.requestId,
      }),
    },
    body: text,
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

/** A calendar file: its method is told in the header too, where mail programs look for it. */
function fileHeaders(
  params: Readonly<Record<string, string>>,
  text: string,
): Readonly<Record<string, string>> {
  const [, method = 'PUBLISH'] = /^METHOD:(\w+)/m.exec(text) ?? []
  const [name = 'calendar'] = Object.values(params)
  return {
    'content-type': `text/calendar; charset=utf-8; method=${method}`,
    'content-disposition': `attachment; filename="${name}.ics"`,
  }
}
