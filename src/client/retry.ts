import { retryAfterMs } from '../network/retry-after.ts'
import type { WireResponse } from './transport.ts'

/**
 * Errors of a connection that was there: the request may or may not have arrived. A refused connection is
 * final, for nothing listens; so is a timeout, for whoever waited that long should decide.
 */
const transientCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'EAI_AGAIN'])

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

/**
 * How long an answer asks to wait before the request is sent again, in milliseconds; undefined if it is final.
 * 429, 503 and "this idempotency key is still running" can be repeated.
 */
export function waitAskedMs(answer: WireResponse, now: Date, fallbackMs: number): number | undefined {
  const inUse = answer.status === 409 && answer.text.includes('"idempotency_key_in_use"')
  if (answer.status !== 429 && answer.status !== 503 && !inUse) return undefined
  return retryAfterMs(answer.headers['retry-after'], now.getTime()) ?? fallbackMs
}
