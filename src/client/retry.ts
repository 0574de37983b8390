import { retryAfterMs } from '../network/retry-after.ts'
import type { WireRequest, WireResponse } from './transport.ts'

/**
 * Errors of a connection that was there: the request may or may not have arrived. A refused connection is
 * final, for nothing listens; so is a timeout, for whoever waited that long should decide.
 */
const transientCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'EAI_AGAIN'])

/** Errors of a connection that never was: nothing was sent. */
const neverSentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPROXY',
])

/** Answers of a server, or of what stands before it, that is in trouble and may be well in a moment. */
const passingStatuses = new Set([500, 502, 503, 504])

const firstDelayMs = 100

/** Whether another attempt may help after a connection error. */
export function isTransient(error: unknown): boolean {
  return transientCodes.has(codeOf(error))
}

/** Node's code of an error such as ECONNREFUSED, or an empty text. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '')
}

/** Exponential, with full jitter: 0 to 100 ms, then 0 to 200 ms and so on. `random` answers 0 to 1. */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.round(firstDelayMs * 2 ** attempt * random())
}

/** Whether a request that broke off had certainly not arrived. */
export function isNeverSent(error: unknown): boolean {
  return neverSentCodes.has(codeOf(error)) || isUntrusted(error)
}

/** Whether a server was turned away because of its certificate, before anything was said to it. */
export function isUntrusted(error: unknown): boolean {
  return /CERT|^UNABLE_TO_|^ERR_TLS_|^ERR_SSL_/.test(codeOf(error))
}

/** What says whether a request may be sent again. */
export type RequestHead = Pick<WireRequest, 'method' | 'headers' | 'readsOnly'>

/** Whether sending a request twice does what sending it once does. */
export function isRepeatable(request: RequestHead): boolean {
  return isRead(request) || request.headers['x-idempotency-key'] !== undefined
}

/** Whether a request changes nothing. */
export function isRead({ method, readsOnly }: RequestHead): boolean {
  return readsOnly === true || method === 'GET' || method === 'HEAD'
}

/**
 * How long an answer asks to wait before the request is sent again, in milliseconds; undefined if it is final. 429 and
 * "this idempotency key is still running" can be repeated, and 500, 502, 503 and 504 where that does nothing twice.
 */
export function waitAskedMs(
  answer: WireResponse,
  isSafe: boolean,
  now: Date,
  fallbackMs: number,
): number | undefined {
  const inUse = answer.status === 409 && answer.text.includes('"idempotency_key_in_use"')
  const isPassing = passingStatuses.has(answer.status) && isSafe
  if (answer.status !== 429 && !isPassing && !inUse) return undefined
  return retryAfterMs(answer.headers['retry-after'], now.getTime()) ?? fallbackMs
}
