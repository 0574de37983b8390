import type { Components } from './components.ts'
import type { JsonObject, Reference } from './document.ts'

/** Headers of answers (rules, sections 1 to 4). Those marked as reference stand in the public reference. */
const answerHeaders = {
  'X-Request-Id': {
    description: 'Id of this very request, for support and for the request log.',
    required: true,
    schema: { type: 'string', pattern: '^req_[A-Za-z0-9_]{1,64}$' },
    example: 'req_01HXYZ',
    'x-source': 'reference',
  },
  'X-Rate-Limit-Remaining': {
    description: 'Requests left in the tightest window. On every answer whose tenant is known.',
    schema: { type: 'integer', minimum: 0 },
    example: 4998,
    'x-source': 'reference',
  },
  RateLimit: {
    description: 'The tightest window, in the form of the IETF draft on rate limit fields.',
    schema: { type: 'string' },
    'x-source': 'derived',
  },
  'RateLimit-Policy': {
    description: 'All windows of the plan, in the form of the IETF draft on rate limit fields.',
    schema: { type: 'string' },
    'x-source': 'derived',
  },
  'Retry-After': {
    description: 'Whole seconds to wait before the next try; never too early.',
    schema: { type: 'integer', minimum: 1 },
    example: 1,
    'x-source': 'reference',
  },
  'WWW-Authenticate': {
    description: 'The scheme of authentication: Bearer.',
    schema: { type: 'string', const: 'Bearer' },
    'x-source': 'derived',
  },
  ETag: {
    description: 'The `revision` of the object, in quotes.',
    schema: { type: 'string', pattern: '^"[0-9]+"$' },
    example: '"1"',
    'x-source': 'derived',
  },
  'Content-Disposition': {
    description: 'The name to save the file by.',
    required: true,
    schema: { type: 'string' },
    example: 'attachment; filename="bk_01HXYW999.ics"',
    'x-source': 'derived',
  },
  'X-Idempotent-Replayed': {
    description:
      'Present when this is the stored answer to an earlier request with the same idempotency key.',
    schema: { type: 'string', const: 'true' },
    'x-source': 'derived',
  },
  'X-Original-Request-Id': {
    description: 'On a replayed answer: the id of the request that did the work.',
    schema: { type: 'string', pattern: '^req_[A-Za-z0-9_]{1,64}$' },
    'x-source': 'derived',
  },
} as const satisfies Record<string, JsonObject>

export type AnswerHeader = keyof typeof answerHeaders

export const rateHeaders = ['X-Rate-Limit-Remaining', 'RateLimit', 'RateLimit-Policy'] as const

export const replayHeaders = ['X-Idempotent-Replayed', 'X-Original-Request-Id'] as const

/** The `headers` of a response, each a reference to the shared header. */
export function headersOf(names: readonly AnswerHeader[], components: Components): Record<string, Reference> {
  return Object.fromEntries(
    names.map(name => [name, components.share('headers', name, () => answerHeaders[name])]),
  )
}
