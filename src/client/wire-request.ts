import type { ClientOptions, LooseInput, Route } from './client-types.ts'
import { newIdempotencyKey } from './idempotency-key.ts'
import { requestUrl } from './request-url.ts'
import type { WireRequest } from './transport.ts'
import { wireHeaders } from './wire-headers.ts'

/** What goes into a request besides its URL and its method. */
type RequestOptions = Omit<ClientOptions, 'baseUrl'>

/** The request that a call of an operation is. */
export function wireRequestOf(
  route: Route,
  input: LooseInput,
  base: URL,
  options: RequestOptions,
): WireRequest {
  const body = input.body === undefined || input.body === null ? undefined : JSON.stringify(input.body)
  const url = requestUrl(base, route.path, input.params ?? {}, input.query ?? {})
  const accept = route.file === undefined ? 'application/json' : `${route.file}, application/json`
  return wireRequestTo(url, { method: route.method, accept, body }, input, options)
}

interface Content {
  readonly method: string
  readonly accept: string
  /** JSON. */
  readonly body: string | undefined
  /** Whether it changes something; as its method says by default. */
  readonly changes?: boolean
}

/** A request to a URL with everything that all of them carry; changes get an idempotency key. */
export function wireRequestTo(
  url: URL,
  { method, accept, body, changes = method !== 'GET' && method !== 'HEAD' }: Content,
  input: Pick<LooseInput, 'clientSecret' | 'ifMatch' | 'idempotencyKey' | 'signal'>,
  options: RequestOptions,
): WireRequest {
  const headers: Record<string, string | undefined> = {
    accept,
    authorization: `Bearer ${options.apiKey}`,
    'user-agent': options.userAgent ?? 'ideadunes-client',
    'content-type': body === undefined ? undefined : 'application/json',
    'x-tenant-id': options.tenant,
    'x-client-secret': input.clientSecret,
    'if-match': input.ifMatch,
    'x-idempotency-key': changes ? (input.idempotencyKey ?? newIdempotencyKey()) : undefined,
  }
  return {
    method,
    url,
    headers: wireHeaders(headers),
    body,
    timeoutMs: options.timeoutMs ?? 30_000,
    signal: input.signal ?? options.signal,
    keepAlive: options.keepAlive ?? true,
    ...(!changes && { readsOnly: true as const }),
  }
}
