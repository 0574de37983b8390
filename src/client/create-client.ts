import { Failure } from '../failure.ts'
import type { Answer, Client, ClientOptions, LooseInput, Page, Routes } from './client-types.ts'
import { failureOf, notOurAnswer, unreachable } from './failures.ts'
import { newIdempotencyKey } from './idempotency-key.ts'
import { parseBaseUrl, requestUrl } from './request-url.ts'
import { backoffMs, isTransient, waitAskedMs } from './retry.ts'
import { sendOverHttp, type WireRequest, type WireResponse } from './transport.ts'

/** Makes a client of the API for the given routes. `ideadunes/client` exports it with the routes filled in. */
export function createClientFor(routes: Routes, options: ClientOptions): Client {
  const base = parseBaseUrl(options.baseUrl)

  async function send(id: string, input: LooseInput = {}): Promise<Answer<unknown>> {
    const request = wireRequestOf(routes, id, input, base, options)
    const answer = await exchange(request, options)
    if (answer.status < 200 || answer.status >= 300) throw failureOf(answer, request.url)
    return {
      data: dataOf(answer, request.url),
      status: answer.status,
      requestId: answer.headers['x-request-id'],
      headers: answer.headers,
    }
  }

  async function* pages(id: string, input: LooseInput = {}): AsyncGenerator<Page> {
    let cursor = input.query?.cursor
    while (true) {
      const query = { ...input.query, ...(cursor !== undefined && { cursor }) }
      const page = (await send(id, { ...input, query })).data as Page
      yield page
      if (!page.has_more || page.next_cursor === null) return
      cursor = page.next_cursor
    }
  }

  async function* paginate(id: string, input?: LooseInput): AsyncGenerator<unknown> {
    for await (const page of pages(id, input)) yield* page.data
  }

  return { send, pages, call: send, paginate } as unknown as Client
}

function wireRequestOf(
  routes: Routes,
  id: string,
  input: LooseInput,
  base: URL,
  options: ClientOptions,
): WireRequest {
  const route = routes[id]
  if (route === undefined) throw new Failure('usage', 'unknown_operation', `There is no operation ${id}`)
  const body = input.body === undefined || input.body === null ? undefined : JSON.stringify(input.body)
  const changes = route.method !== 'GET'
  const headers: Record<string, string | undefined> = {
    accept: 'application/json',
    authorization: `Bearer ${options.apiKey}`,
    'user-agent': options.userAgent ?? 'ideadunes-client',
    'content-type': body === undefined ? undefined : 'application/json',
    'x-tenant-id': options.tenant,
    'x-client-secret': input.clientSecret,
    'if-match': input.ifMatch,
    'x-idempotency-key': changes ? (input.idempotencyKey ?? newIdempotencyKey()) : undefined,
  }
  return {
    method: route.method,
    url: requestUrl(base, route.path, input.params ?? {}, input.query ?? {}),
    headers: presentHeaders(headers),
    body,
    timeoutMs: options.timeoutMs ?? 30_000,
    signal: input.signal ?? options.signal,
    keepAlive: options.keepAlive ?? true,
  }
}

/** Node refuses to send control characters and what is not Latin-1; said here, it is a fault of the input. */
function presentHeaders(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const broken = present.find(([, value]) => !/^[\x20-\x7e]+$/.test(value))
  if (broken === undefined) return Object.fromEntries(present)
  throw new Failure(
    'usage',
    'invalid_header',
    `The value for ${broken[0]} must be printable ASCII, and not empty`,
    {
      field: broken[0],
    },
  )
}

/** Sends, and sends again where that is safe: reads always, changes because they carry an idempotency key. */
async function exchange(request: WireRequest, options: ClientOptions): Promise<WireResponse> {
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
      if (!mayRetry || !isTransient(error)) throw unreachable(error, request.url)
      await sleep(backoffMs(attempt, random))
    }
    if (request.signal?.aborted) throw interrupted(request.signal.reason)
  }
}

function interrupted(cause: unknown): Failure {
  return new Failure('interrupted', 'interrupted', 'Interrupted', { cause })
}

function sleepFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => {
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    signal?.addEventListener('abort', finish, { once: true })
  })
}

function dataOf(answer: WireResponse, url: URL): unknown {
  if (answer.status === 204 || answer.text === '') return null
  try {
    return JSON.parse(answer.text)
  } catch {
    throw notOurAnswer(answer, url)
  }
}
