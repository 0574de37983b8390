import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { connectionFaultText } from '../network/connection-fault.ts'
import { type AllowedHosts, allowsHost, type LookUp, lookupWithin } from './allowed-hosts.ts'

export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** How a request ended: with an answer, or with the reason why there is none. Latency is real time, in milliseconds. */
export interface WebhookOutcome {
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  } | null
  readonly error: string | null
  readonly timedOut: boolean
  readonly latencyMs: number
}

export type PostWebhook = (request: WebhookRequest) => Promise<WebhookOutcome>

/** An answer is kept up to here; the rest is not read. */
const longestAnswerBytes = 64 * 1024

export interface WebhookSenderOptions {
  /** How long the whole answer may take; 15,000 ms by default. */
  readonly timeoutMs?: number | undefined
  /** Certificates, as PEM, that are trusted in the place of the machine's own. */
  readonly ca?: string | undefined
  /** Takes any certificate. */
  readonly skipVerify?: boolean | undefined
  /** For tests: what resolves names. */
  readonly lookUp?: LookUp | undefined
}

export interface WebhookSender {
  readonly post: PostWebhook
  /** Ends all connections, with whatever is still going on. */
  close(): void
}

/** Makes what posts webhooks: it follows no redirect, and connects to allowed hosts only. */
export function createWebhookSender(
  allowed: AllowedHosts,
  { timeoutMs = 15_000, ca, skipVerify = false, lookUp }: WebhookSenderOptions = {},
): WebhookSender {
  const trust = { rejectUnauthorized: !skipVerify, ...(ca !== undefined && { ca }) }
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, timeout: 60_000 }),
    'https:': new HttpsAgent({ keepAlive: true, timeout: 60_000, ...trust }),
  }
  const lookup = lookupWithin(allowed, lookUp)
  const running = new Set<ClientRequest>()
  let isClosed = false

  function exchange(
    url: URL,
    { headers, body }: WebhookRequest,
    isRetried: boolean,
  ): Promise<WebhookOutcome> {
    const startedAt = performance.now()
    const ended = (outcome: Omit<WebhookOutcome, 'latencyMs'>): WebhookOutcome => ({
      ...outcome,
      latencyMs: Math.round(performance.now() - startedAt),
    })
    return new Promise(settle => {
      const isSecure = url.protocol === 'https:'
      const outgoing = (isSecure ? requestHttps : requestHttp)({
        protocol: url.protocol,
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        agent: agents[isSecure ? 'https:' : 'http:'],
        lookup,
      })
      running.add(outgoing)
      outgoing.once('close', () => running.delete(outgoing))
      let timedOut = false
      const timer = setTimeout(() => {
        timedOut = true
        outgoing.destroy()
      }, timeoutMs)
      const fail = (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        const reason = timedOut ? `no answer within ${timeoutMs / 1_000} s` : connectionFaultText(error, url)
        settle(ended({ response: null, error: reason, timedOut }))
      }
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // The receiver closed an idle connection just when it was used again: nobody has seen the request.
        const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET' && !timedOut
        if (!isStale || isRetried || isClosed) return fail(error)
        clearTimeout(timer)
        settle(exchange(url, { url: url.href, headers, body }, true))
      })
      outgoing.on('response', incoming => {
        readStart(incoming).then(text => {
          clearTimeout(timer)
          settle(ended({ response: { ...answerOf(incoming), body: text }, error: null, timedOut: false }))
        }, fail)
      })
      outgoing.end(body)
    })
  }

  return {
    async post(request) {
      const url = URL.canParse(request.url) ? new URL(request.url) : null
      const refusal = url === null ? 'the URL cannot be read' : refusalOf(url, allowed)
      if (url === null || refusal !== null)
        return { response: null, error: refusal, timedOut: false, latencyMs: 0 }
      return await exchange(url, request, false)
    },
    close() {
      isClosed = true
      for (const outgoing of running) outgoing.destroy()
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

function refusalOf(url: URL, allowed: AllowedHosts): string | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} is not http or https`
  return allowsHost(url.hostname, allowed) ? null : `${url.hostname} is not this machine`
}

function readStart(incoming: IncomingMessage): Promise<string> {
  return new Promise((settle, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const finish = () => settle(Buffer.concat(chunks).subarray(0, longestAnswerBytes).toString('utf8'))
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size < longestAnswerBytes) return
      finish()
      incoming.destroy()
    })
    incoming.on('end', finish)
    incoming.on('error', reject)
    incoming.on('close', () => {
      // Broken off without an error: what has come is no whole answer.
      if (!incoming.complete) reject(new Error('the answer was broken off'))
    })
  })
}

function answerOf(incoming: IncomingMessage) {
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return { status: incoming.statusCode ?? 0, headers: Object.fromEntries(headers) as Record<string, string> }
}
