import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { type AllowedHosts, allowsHost, lookupWithin } from '../../src/webhooks/allowed-hosts.ts'

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

/**
 * Makes what posts webhooks: it follows no redirect, waits at most `timeoutMs` for the whole answer, and connects
 * to allowed hosts only. `close` ends idle connections.
 */
export function createWebhookSender(
  allowed: AllowedHosts,
  timeoutMs = 15_000,
): { post: PostWebhook; close(): void } {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, timeout: 60_000 }),
    'https:': new HttpsAgent({ keepAlive: true, timeout: 60_000 }),
  }
  const lookup = lookupWithin(allowed)

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
      const outgoing = (isSecure ? requestHttps : requestHttp)(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        agent: agents[isSecure ? 'https:' : 'http:'],
        lookup,
      })
      let timedOut = false
      const timer = setTimeout(() => {
        timedOut = true
        outgoing.destroy(new Error(`no answer within ${timeoutMs / 1_000} s`))
      }, timeoutMs)
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        // The receiver closed an idle connection just when it was used again: nobody has seen the request.
        if (outgoing.reusedSocket && error.code === 'ECONNRESET' && !isRetried)
          return settle(exchange(url, { url: url.href, headers, body }, true))
        settle(ended({ response: null, error: reasonOf(error), timedOut }))
      })
      outgoing.on('response', incoming => {
        readStart(incoming).then(
          text => {
            clearTimeout(timer)
            settle(ended({ response: { ...answerOf(incoming), body: text }, error: null, timedOut: false }))
          },
          (error: Error) => {
            clearTimeout(timer)
            settle(ended({ response: null, error: reasonOf(error), timedOut }))
          },
        )
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
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

function refusalOf(url: URL, allowed: AllowedHosts): string | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} is not http or https`
  return allowsHost(url.hostname, allowed) ? null : `${url.hostname} is not this machine`
}

async function readStart(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= longestAnswerBytes) {
      incoming.destroy()
      break
    }
  }
  return Buffer.concat(chunks).subarray(0, longestAnswerBytes).toString('utf8')
}

function answerOf(incoming: IncomingMessage) {
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return { status: incoming.statusCode ?? 0, headers: Object.fromEntries(headers) as Record<string, string> }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  const first =
    error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException | undefined) : error
  if (first?.code === 'ECONNREFUSED') return 'connection refused: nobody listens there'
  return first?.message || first?.code || 'the connection failed'
}
