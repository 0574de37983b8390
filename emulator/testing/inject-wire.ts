import type { FastifyInstance } from 'fastify'
import { type WireRequest, wireResponse } from '../../src/client/transport.ts'
import type { Wire } from './connection.ts'

/** Sends requests into a server without a network. */
export interface Injector {
  /**
   * The wire of one sandbox. `stranger` goes as X-Sandbox with requests of the API, so that one with a wrong key is
   * found in the log of the sandbox that it was meant for.
   */
  wireOf(stranger: string): Wire
  /** Settles when everything is answered that was sent before. */
  idle(): Promise<void>
}

type Answer = Awaited<ReturnType<FastifyInstance['inject']>>

type Injected = Pick<WireRequest, 'method' | 'url' | 'headers' | 'signal'> & {
  readonly body: string | Buffer | undefined
}

/** The injector of a server. */
export function createInjector(app: FastifyInstance): Injector {
  const running = new Set<Promise<unknown>>()
  async function inject(request: Injected, stranger: string): Promise<Answer> {
    const { method, url, headers, body, signal } = request
    signal?.throwIfAborted()
    const isControl = url.pathname.startsWith('/_sandbox/')
    const answering = app.inject({
      method: method as 'GET',
      url: url.pathname + url.search,
      authority: url.host,
      headers: { ...(!isControl && { 'x-sandbox': stranger }), ...headers },
      ...(body !== undefined && { payload: body }),
    })
    const settled: Promise<unknown> = answering.catch(() => undefined).then(() => running.delete(settled))
    running.add(settled)
    return await (signal === undefined ? answering : Promise.race([answering, abortOf(signal)]))
  }
  return {
    wireOf: stranger => ({
      async send(request) {
        const answer = await inject(request, stranger)
        const { statusCode: status, rawPayload: bytes } = answer
        return wireResponse({ status, headers: textHeaders(answer), bytes })
      },
      async answer(request) {
        const { method, url, headers, signal } = request
        const body = Buffer.from(await request.arrayBuffer())
        const sent = { method, url: new URL(url), headers: Object.fromEntries(headers), signal }
        return responseOf(
          await inject({ ...sent, body: body.length === 0 ? undefined : body }, stranger),
          url,
        )
      },
    }),
    idle: async () => void (await Promise.all(running)),
  }
}

/** Statuses that never have a body; `Response` refuses one. */
const bodiless = [204, 205, 304]

function responseOf(answer: Answer, url: string): Response {
  const { statusCode: status, statusMessage: statusText, rawPayload } = answer
  const body = bodiless.includes(status) ? null : new Uint8Array(rawPayload)
  const response = new Response(body, { status, statusText, headers: textHeaders(answer) })
  // One that is made by hand has no address.
  return Object.defineProperty(response, 'url', { value: url })
}

function textHeaders({ headers }: Answer): Record<string, string> {
  const present = Object.entries(headers).filter(([, value]) => value !== undefined)
  return Object.fromEntries(present.map(([name, value]) => [name, String(value)]))
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
