import { type FileType, fileKindOf } from '../contract/media-types.ts'
import { Failure } from '../failure/failure.ts'
import type { Answer, Expected } from './client-types.ts'
import { failureOf, notOurAnswer, unreachable } from './failures.ts'
import { ourObject } from './our-answer.ts'
import { backoffMs, isTransient, waitAskedMs } from './retry.ts'
import { sleepFor } from './sleep.ts'
import { type Send, sendOverHttp, type WireRequest, type WireResponse } from './transport.ts'

export interface ExchangeOptions {
  /** Attempts after the first. 2 by default. */
  readonly retries?: number
  /** The longest `Retry-After` that is waited for. 5,000 ms by default. */
  readonly maxRetryWaitMs?: number
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
export function interrupted(cause: unknown): Failure {
  return new Failure('interrupted', 'interrupted', 'Interrupted', { cause })
}

/** Sends, and sends again where that is safe: reads always, changes because they carry an idempotency key. */
async function sendRepeatedly(request: WireRequest, options: ExchangeOptions): Promise<WireResponse> {
  const { retries = 2, maxRetryWaitMs = 5_000, send = sendOverHttp, random = Math.random } = options
  const sleep = options.sleep ?? ((ms: number) => sleepFor(ms, request.signal))
  const now = options.now ?? (() => new Date())
  for (let attempt = 0; ; attempt++) {
    const mayRetry = attempt < retries
    try {
      const answer = await send(request)
      const waitMs = waitAskedMs(answer, now(), backoffMs(attempt, random))
      if (waitMs === undefined || waitMs > maxRetryWaitMs || !mayRetry) return answer
      await sleep(waitMs)
    } catch (error) {
      if (request.signal?.aborted) throw interrupted(error)
      // Said by the wire itself, which knows why nothing can be sent.
      if (error instanceof Failure) throw error
      if (!mayRetry || !isTransient(error)) throw unreachable(error, request.url)
      await sleep(backoffMs(attempt, random))
    }
    if (request.signal?.aborted) throw interrupted(request.signal.reason)
  }
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
