import { Failure } from '../failure/failure.ts'
import type { Answer, Client, ClientOptions, LooseInput, Page, Route, Routes } from './client-types.ts'
import { exchange } from './exchange.ts'
import { newIdempotencyKey } from './idempotency-key.ts'
import { parseBaseUrl, requestUrl } from './request-url.ts'
import type { WireRequest } from './transport.ts'
import { wireHeaders } from './wire-headers.ts'

/** Makes a client of the API for the given routes. `ideadunes/client` exports it with the routes filled in. */
export function createClientFor(routes: Routes, options: ClientOptions): Client {
  const base = parseBaseUrl(options.baseUrl)

  async function send(id: string, input: LooseInput = {}): Promise<Answer<unknown>> {
    const route = routes[id]
    if (route === undefined) throw new Failure('usage', 'unknown_operation', `There is no operation ${id}`)
    return await exchange(wireRequestOf(route, input, base, options), options, route)
  }

  async function* pages(id: string, input: LooseInput = {}): AsyncGenerator<Page> {
    let cursor = input.query?.cursor
    while (true) {
      const query = { ...input.query, ...(cursor !== undefined && { cursor }) }
      const page = (await send(id, { ...input, query })).data as Page
      yield page
      if (!page.has_more || typeof page.next_cursor !== 'string') return
      cursor = page.next_cursor
    }
  }

  async function* paginate(id: string, input?: LooseInput): AsyncGenerator<unknown> {
    for await (const page of pages(id, input)) yield* page.data
  }

  return { send, pages, call: send, paginate } as unknown as Client
}

function wireRequestOf(route: Route, input: LooseInput, base: URL, options: ClientOptions): WireRequest {
  const body = input.body === undefined || input.body === null ? undefined : JSON.stringify(input.body)
  const changes = route.method !== 'GET'
  const headers: Record<string, string | undefined> = {
    accept: route.file === undefined ? 'application/json' : `${route.file}, application/json`,
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
    headers: wireHeaders(headers),
    body,
    timeoutMs: options.timeoutMs ?? 30_000,
    signal: input.signal ?? options.signal,
    keepAlive: options.keepAlive ?? true,
  }
}
