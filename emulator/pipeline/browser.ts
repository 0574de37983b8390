import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../src/contract/errors/errors.ts'
import { isLoopbackOrigin } from '../../src/network/loopback.ts'
import type { Key } from '../fleet/key-ring.ts'
import { hostOf, isTrustedHost, type TrustedHosts } from './trusted-hosts.ts'

/** What a page may read of an answer, beside the body. */
const exposedHeaders = [
  'X-Request-Id',
  'Retry-After',
  'X-Rate-Limit-Remaining',
  'RateLimit',
  'RateLimit-Policy',
  'ETag',
  'Allow',
  'Content-Disposition',
  'WWW-Authenticate',
  'X-Idempotent-Replayed',
  'X-Original-Request-Id',
  'X-Sandbox-Fault',
].join(', ')

/** What a page may send: the headers of the API and those of caches. */
const allowedHeaders = [
  'Accept',
  'Authorization',
  'Content-Type',
  'If-Match',
  'If-None-Match',
  'If-Modified-Since',
  'Last-Event-ID',
  'X-Client-Secret',
  'X-Idempotency-Key',
  'X-Tenant-Id',
  'X-Request-Id',
  'X-Correlation-Id',
  'X-Requested-With',
  'Cache-Control',
  'Pragma',
]

/** What tracing adds to every request of a page, as its vendors call it. */
const tracingHeaders = [
  'traceparent',
  'tracestate',
  'baggage',
  'sentry-trace',
  'newrelic',
  'b3',
  'uber-trace-id',
  'x-amzn-trace-id',
  'x-cloud-trace-context',
  'x-honeycomb-trace',
  'grpc-trace-bin',
  'sw8',
  'request-id',
  'request-context',
]

/** Those of which a vendor has several, or as many as there are items of baggage. */
const tracingPrefixes = [
  'x-b3-',
  'x-datadog-',
  'x-newrelic-',
  'x-instana-',
  'x-dynatrace',
  'x-ot-',
  'ot-tracer-',
  'ot-baggage-',
  'uberctx-',
  'elastic-apm-',
  'sentry-',
  'sw8-',
]

/** What a preflight is granted: what pages may send, and what it asks for of tracing. */
function grantedHeaders(asked = ''): string {
  const names = asked.split(',').map(name => name.trim().toLowerCase())
  const isTracing = (name: string) => tracingPrefixes.some(prefix => name.startsWith(prefix))
  const traced = names.filter(name => /^[a-z0-9_.-]{1,100}$/.test(name) && isTracing(name))
  return [...allowedHeaders, ...tracingHeaders, ...traced].join(', ')
}

/** Decides what browsers may do. Origins on this machine are trusted with publishable keys; others must be allowed. */
export interface BrowserRules {
  /** Refuses names that do not lead here: a foreign page could make its own name do so (DNS rebinding). */
  requireTrustedHost(request: FastifyRequest): void
  /**
   * Headers that let pages of allowed origins read the answer, whatever it is: what a refusal says is for those who wrote
   * the page.
   */
  readingHeaders(request: Pick<IncomingMessage, 'url' | 'headers'>): Readonly<Record<string, string>>
  /** Gives them to an answer. */
  letRead(request: FastifyRequest, reply: FastifyReply): void
  /** Answers a CORS preflight; false when the request is none. */
  answerPreflight(request: FastifyRequest, reply: FastifyReply): boolean
  /** Refuses secret keys that come from other pages. */
  admitPage(key: Key, request: FastifyRequest): void
  /** Refuses pages of other origins altogether: for /_sandbox. */
  refusePages(request: FastifyRequest): void
}

export interface BrowserOptions {
  /** Origins beside those of this machine whose pages may call. */
  readonly allowOrigins?: readonly string[] | undefined
  /** Hosts beside this machine by which it may be called. */
  readonly trustedHosts?: TrustedHosts | undefined
}

/** The rules. By default only this machine is trusted. */
export function createBrowserRules({ allowOrigins = [], trustedHosts }: BrowserOptions = {}): BrowserRules {
  const isAllowed = (origin: string) => allowOrigins.includes(origin) || isLoopbackOrigin(origin)
  const readingHeaders: BrowserRules['readingHeaders'] = ({ url = '', headers: { origin } }) => {
    if (origin === undefined || isForCommands({ url })) return {}
    if (!isAllowed(origin)) return { vary: 'Origin' }
    return {
      vary: 'Origin',
      'access-control-allow-origin': origin,
      'access-control-expose-headers': exposedHeaders,
    }
  }
  // Clients of a sandbox call it by one name, again and again.
  let lastTrusted: string | undefined
  return {
    requireTrustedHost(request) {
      const { host } = request.headers
      if (host === undefined || host === lastTrusted) return
      if (isTrustedHost(host, trustedHosts)) {
        lastTrusted = host
        return
      }
      const name = hostOf(host)
      throw new ApiError('untrusted_host', {
        message: `The Host header ${host} does not name this machine; call the sandbox as localhost or 127.0.0.1, or start it with --allow-host ${name}`,
      })
    },
    readingHeaders,
    letRead(request, reply) {
      if (request.headers.origin !== undefined) reply.headers(readingHeaders(request.raw))
    },
    answerPreflight(request, reply) {
      const { origin } = request.headers
      const asked = request.headers['access-control-request-method']
      const isPreflight = request.method === 'OPTIONS' && origin !== undefined && asked !== undefined
      if (!isPreflight || isForCommands(request)) return false
      if (isAllowed(origin)) {
        reply
          .header('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
          .header(
            'access-control-allow-headers',
            grantedHeaders(request.headers['access-control-request-headers']),
          )
          .header('access-control-max-age', '600')
      }
      // Without the allowing headers the browser does not send the request.
      reply.code(204).send()
      return true
    },
    admitPage(key, request) {
      const { origin } = request.headers
      if (origin === undefined || key.scope !== 'secret' || isOwnOrigin(origin, request)) return
      throw new ApiError('secret_key_in_browser', {
        message: `A secret key was sent from a page of ${origin}; use a publishable key there`,
      })
    },
    refusePages(request) {
      const { origin } = request.headers
      if (origin === undefined || isOwnOrigin(origin, request)) return
      throw new ApiError('foreign_origin', {
        message: `A page of ${origin} may not control the sandbox`,
      })
    },
  }
}

/** Whether a path is one of /_sandbox, which grants pages nothing; the router decodes before it compares. */
function isForCommands({ url }: { readonly url: string }): boolean {
  const [path = ''] = url.split('?', 1)
  try {
    return decodeURIComponent(path).startsWith('/_sandbox')
  } catch {
    return false
  }
}

function isOwnOrigin(origin: string, request: FastifyRequest): boolean {
  return origin === `http://${request.headers.host}`
}
