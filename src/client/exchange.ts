import { type FileType, fileKindOf } from '../contract/media-types.ts'
import { Failure } from '../failure/failure.ts'
import type { Answer, Expected } from './client-types.ts'
import { failureOf, notOurAnswer, unreachable } from './failures.ts'
import { ourObject } from './our-answer.ts'
import {
  backoffMs,
  isNeverSent,
  isRead,
  isRepeatable,
  isTransient,
  type RequestHead,
  waitAskedMs,
} from './retry.ts'
import { sleepFor } from './sleep.ts'
import { type Send, sendOverHttp, type WireRequest, type WireResponse } from './transport.ts'

export interface ExchangeOptions {
  /** Attempts after the first. 2 by default. */
  readonly retries?: number
  /** The longest `Retry-After` that is waited for. 5,000 ms by default. */
  readonly maxRetryWaitMs?: number
  /** Told of each wait before another attempt, in milliseconds, and why. */
  readonly onWait?: (waitMs: number, why: string) => void
  readonly sleep?: (ms: number) => Promise<void>
  readonly now?: () => Date
  readonly random?: () => number
  readonly send?: Send
}

/**
 * Sends a request and reads its answer as JSON, or as the file that it is to be: its text or its bytes. Everything but
 * a 2xx with what is expected is thrown as a `Failure`.
 */
export async function exchange(
  request: WireRequest,
  options: ExchangeOptions,
  expected: Expected = {},
): Promise<Answer<unknown>> {
  const answer = await exchangeText(request, options)
  return {
    data: dataOf(answer, request.url, expected),
    status: answer.status,
    requestId: answer.headers['x-request-id'],
    headers: answer.headers,
  }
}

/** The same, with the body as it came. */
export async function exchangeText(request: WireRequest, options: ExchangeOptions): Promise<WireResponse> {
  const answer = await sendRepeatedly(request, options)
  if (answer.status < 200 || answer.status >= 300) throw failureOf(answer, request.url)
  return answer
}

/** The failure of whoever was told to stop. */
export function interrupted(cause: unknown, details?: WriteLeft): Failure {
  return new Failure('interrupted', 'interrupted', 'Interrupted', { cause, details })
}

/** What is known of a change whose answer nobody read. */
export interface WriteLeft {
  /** A second try with it does nothing twice, and gets the answer of the first; null where the change has none. */
  readonly idempotency_key: string | null
  readonly may_have_happened: boolean
}

/**
 * Sends, and sends again where that is safe: reads always, changes where they carry an idempotency key. The answer may be
 * any that is final.
 */
export async function sendRepeatedly(request: WireRequest, options: ExchangeOptions): Promise<WireResponse> {
  const { retries = 2, maxRetryWaitMs = 5_000, send = sendOverHttp, random = Math.random, onWait } = options
  const sleep = options.sleep ?? ((ms: number) => sleepFor(ms, request.signal))
  const now = options.now ?? (() => new Date())
  let mayHaveHappened = false
  const left = () => writeLeft(request, mayHaveHappened)
  for (let attempt = 0; ; attempt++) {
    const mayRetry = attempt < retries
    if (request.signal?.aborted) throw interrupted(request.signal.reason, left())
    try {
      const answer = await send(request)
      const waitMs = waitAskedMs(answer, isRepeatable(request), now(), backoffMs(attempt, random))
      if (waitMs === undefined || waitMs > maxRetryWaitMs || !mayRetry) return answer
      // Whoever is turned away has changed nothing; a server in trouble may have.
      if (answer.status !== 429) mayHaveHappened = true
      onWait?.(waitMs, `${request.url.host} answered ${answer.status}`)
      await sleep(waitMs)
    } catch (error) {
      // Said by the wire itself, which knows why nothing can be sent.
      if (error instanceof Failure) throw error
      mayHaveHappened ||= !isNeverSent(error)
      if (request.signal?.aborted) throw interrupted(error, left())
      if (!mayRetry || !isTransient(error) || !isRepeatable(request))
        throw unreachable(error, request.url, left())
      const waitMs = backoffMs(attempt, random)
      onWait?.(waitMs, `the connection to ${request.url.host} broke off`)
      await sleep(waitMs)
    }
  }
}

/** What is known of a request that ended without an answer; undefined for one that changes nothing. */
export function writeLeft(request: RequestHead, mayHaveHappened: boolean): WriteLeft | undefined {
  if (isRead(request)) return undefined
  return { idempotency_key: request.headers['x-idempotency-key'] ?? null, may_have_happened: mayHaveHappened }
}

function dataOf(answer: WireResponse, url: URL, { answers, file }: Expected): unknown {
  if (file !== undefined) return contentOf(answer, file, url)
  // Nothing is promised, so nothing may come.
  if (answers === undefined && answer.status === 204) return null
  return ourObject(answer, url, answers ?? [])
}

function contentOf(answer: WireResponse, file: FileType, url: URL): string | Uint8Array {
  const [type = ''] = (answer.headers['content-type'] ?? '').split(';')
  if (type.trim().toLowerCase() !== file) throw notOurAnswer(answer, url)
  return fileKindOf(file).isText ? answer.text : answer.bytes
}
