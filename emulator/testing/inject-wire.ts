import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { codeOf } from '../../src/client/retry.ts'
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

/** An answer, as far as it came. */
interface Answer {
  readonly status: number
  readonly statusText: string
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
  /** Set where the connection ended in the middle of it. */
  readonly cutBy: Error | undefined
}

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
    const answering = answerOf(app, {
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
        const { status, headers, bytes, cutBy } = await inject(request, stranger)
        if (cutBy !== undefined) throw cutBy
        return wireResponse({ status, headers, bytes })
      },
      async answer(request) {
        const { method, url, headers, signal } = request
        const body = Buffer.from(await request.arrayBuffer())
        const sent = { method, url: new URL(url), headers: Object.fromEntries(headers), signal }
        try {
          const answer = await inject({ ...sent, body: body.length === 0 ? undefined : body }, stranger)
          return responseOf(answer, url)
        } catch (error) {
          throw isReset(error) ? new TypeError('fetch failed', { cause: error }) : error
        }
      },
    }),
    idle: async () => void (await Promise.all(running)),
  }
}

/**
 * What the server answers, read to its end. A connection that it drops rejects with the error that Node's client has then;
 * one that it drops in the middle of an answer gives what came before.
 */
async function answerOf(app: FastifyInstance, request: InjectOptions): Promise<Answer> {
  const answer = await app.inject({ ...request, payloadAsStream: true }).catch((error: unknown) => {
    throw isCutOff(error) ? reset('socket hang up', error) : error
  })
  const { statusCode: status, statusMessage: statusText } = answer
  const chunks: Buffer[] = []
  const head = { status, statusText, headers: textHeaders(answer) }
  return await new Promise((resolve, reject) => {
    const settle = (cutBy?: Error) => resolve({ ...head, bytes: Buffer.concat(chunks), cutBy })
    const stream = answer.stream()
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => settle())
    stream.on('error', error => (isCutOff(error) ? settle(reset('aborted', error)) : reject(error)))
  })
}

/** How injected requests tell that the server ended their connection. */
function isCutOff(error: unknown): boolean {
  return codeOf(error) === 'LIGHT_ECONNRESET'
}

function isReset(error: unknown): boolean {
  return codeOf(error) === 'ECONNRESET'
}

/** The error of Node for a connection that the other side ended, with its message. */
function reset(message: string, cause: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code: 'ECONNRESET' })
}

/** Statuses that never have a body; `Response` refuses one. */
const bodiless = [204, 205, 304]

function responseOf(answer: Answer, url: string): Response {
  const { status, statusText, headers } = answer
  const body = bodiless.includes(status) ? null : bodyOf(answer)
  const response = new Response(body, { status, statusText, headers })
  // One that is made by hand has no address.
  return Object.defineProperty(response, 'url', { value: url })
}

/** The body of `fetch` for a connection that ended before its end: it begins, and then breaks off. */
function bodyOf({ bytes, cutBy }: Answer): Uint8Array<ArrayBuffer> | ReadableStream {
  if (cutBy === undefined) return new Uint8Array(bytes)
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(new Uint8Array(bytes))
    },
    pull: controller => controller.error(new TypeError('terminated', { cause: cutBy })),
  })
}

function textHeaders({ headers }: Pick<LightMyRequestResponse, 'headers'>): Record<string, string> {
  const present = Object.entries(headers).filter(([, value]) => value !== undefined)
  return Object.fromEntries(present.map(([name, value]) => [name, String(value)]))
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
