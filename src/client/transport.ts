import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'

/** One HTTP exchange as it goes over the wire. */
export interface WireRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** How long the whole exchange may take, in milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  /** Reuses one connection for the requests that follow. */
  readonly keepAlive: boolean
  /** Set for what changes nothing, whatever its method. */
  readonly readsOnly?: true
}

/** The answer, read whole. Header names are lower case. */
export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
  /** The bytes as UTF-8, decoded when somebody asks. */
  readonly text: string
}

/** An answer whose text is decoded when it is asked for. */
export function wireResponse({ status, headers, bytes }: Omit<WireResponse, 'text'>): WireResponse {
  let text: string | undefined
  return {
    status,
    headers,
    bytes,
    get text() {
      text ??= Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
      return text
    },
  }
}

export type Send = (request: WireRequest) => Promise<WireResponse>

/** No answer of the API comes near this; more means that something else answers. */
const maxAnswerBytes = 64 * 1024 * 1024

/**
 * Node's own modules are required, and late: an `import` of node:http reads its every export, which loads
 * WebSocket and with it undici (25 ms on each start), and node:https loads TLS, which localhost does not need.
 */
const load = createRequire(import.meta.url)
const agents = new Map<string, Agent>()

/**
 * Sends one request with Node's HTTP client and never follows a redirect.
 * Rejects with Node's own error (`code` such as ECONNREFUSED), ETIMEDOUT after `timeoutMs`, or the signal's reason.
 * `route` overrides how the connection is made.
 */
export function sendOverHttp(request: WireRequest, route: RequestOptions = {}): Promise<WireResponse> {
  const { signal } = request
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const outgoing = startRequest(request, route)
    const onAbort = () => outgoing.destroy(signal?.reason)
    const timer = setTimeout(() => outgoing.destroy(timedOut(request.timeoutMs)), request.timeoutMs)
    const settle = <T>(finish: (value: T) => void) => {
      return (value: T) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        finish(value)
      }
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    outgoing.on('error', settle(reject))
    outgoing.on('response', incoming => readWhole(incoming).then(settle(resolve), settle(reject)))
    outgoing.end(request.body)
  })
}

/** Begins a request whose head and body are sent with `end`; timeouts and signals are the caller's. */
export function startRequest(request: WireRequest, route: RequestOptions = {}): ClientRequest {
  const { url, method, keepAlive } = request
  const http = load(url.protocol === 'https:' ? 'node:https' : 'node:http') as typeof import('node:http')
  const agent = keepAlive ? agentOf(http, url.protocol) : false
  const headers = withLength(request, route.headers as WireRequest['headers'] | undefined)
  const outgoing = http.request(url, { method, agent, ...route, headers })
  return outgoing.on('socket', (socket: Socket) => socket.setNoDelay(true))
}

function withLength(request: WireRequest, headers = request.headers): Record<string, string> {
  if (request.body === undefined) return { ...headers }
  return { ...headers, 'content-length': String(Buffer.byteLength(request.body)) }
}

/** Idle connections of an agent do not keep the process alive. */
function agentOf(http: typeof import('node:http'), protocol: string): Agent {
  const known = agents.get(protocol)
  if (known !== undefined) return known
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 })
  agents.set(protocol, agent)
  return agent
}

/** Reads an answer to its end. */
export async function readWhole(incoming: IncomingMessage): Promise<WireResponse> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of incoming) {
    sizeBytes += (chunk as Buffer).length
    if (sizeBytes > maxAnswerBytes)
      throw coded('EMSGSIZE', `The answer is larger than ${maxAnswerBytes} bytes`)
    chunks.push(chunk as Buffer)
  }
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const)
  return wireResponse({
    status: incoming.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    bytes: Buffer.concat(chunks),
  })
}

/** The error of an exchange that took too long. */
export function timedOut(timeoutMs: number): Error {
  return coded('ETIMEDOUT', `No answer within ${timeoutMs} ms`)
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
