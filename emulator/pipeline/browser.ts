import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../src/contract/errors/errors.ts'
import { isLoopbackHost, isLoopbackOrigin } from '../../src/network/loopback.ts'
import type { Key } from '../fleet/key-ring.ts'

/** What a page may read of an answer, beside the body. */
const exposedHeaders = 'X-Request-Id, Retry-After, X-Rate-Limit-Remaining, RateLimit, RateLimit-Policy, ETag'
const allowedHeaders =
  'Authorization, Content-Type, If-Match, X-Client-Secret, X-Idempotency-Key, X-Tenant-Id'

/** Decides what browsers may do. Origins on this machine are trusted with publishable keys; others must be allowed. */
export interface BrowserRules {
  /** Refuses names that do not lead here: a foreign page could make its own name do so (DNS rebinding). */
  requireTrustedHost(request: FastifyRequest): void
  /** Answers a CORS preflight; false when the request is none. */
  answerPreflight(request: FastifyRequest, reply: FastifyReply): boolean
  /** Lets a page read answers to its publishable key; refuses secret keys that come from other pages. */
  admitPage(key: Key, request: FastifyRequest, reply: FastifyReply): void
  /** Refuses pages of other origins altogether: for /_sandbox. */
  refusePages(request: FastifyRequest): void
}

/** The rules with origins beside the loopback ones. */
export function createBrowserRules(allowOrigins: readonly string[] = []): BrowserRules {
  const isAllowed = (origin: string) => allowOrigins.includes(origin) || isLoopbackOrigin(origin)
  return {
    requireTrustedHost(request) {
      const host = request.headers.host
      if (host === undefined || isLoopbackHost(host.replace(/:\d{1,5}$/, ''))) return
      throw new ApiError('untrusted_host', {
        message: `The Host header ${host} does not name this machine; call the sandbox as localhost or 127.0.0.1`,
      })
    },
    answerPreflight(request, reply) {
      const { origin } = request.headers
      const asked = request.headers['access-control-request-method']
      const isPreflight = request.method === 'OPTIONS' && origin !== undefined && asked !== undefined
      // Only /v2 is for pages; /_sandbox grants them nothing.
      if (!isPreflight || !request.url.startsWith('/v2/')) return false
      reply.header('vary', 'Origin')
      if (isAllowed(origin)) {
        reply
          .header('access-control-allow-origin', origin)
          .header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE')
          .header('access-control-allow-headers', allowedHeaders)
          .header('access-control-max-age', '600')
      }
      // Without the allowing headers the browser does not send the request.
      reply.code(204).send()
      return true
    },
    admitPage(key, request, reply) {
      const { origin } = request.headers
      if (origin === undefined) return
      if (key.scope === 'secret') {
        if (isOwnOrigin(origin, request)) return
        throw new ApiError('secret_key_in_browser', {
          message: `A secret key was sent from a page of ${origin}; use a publishable key there`,
        })
      }
      reply.header('vary', 'Origin')
      if (!isAllowed(origin)) return
      reply
        .header('access-control-allow-origin', origin)
        .header('access-control-expose-headers', exposedHeaders)
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

function isOwnOrigin(origin: string, request: FastifyRequest): boolean {
  return origin === `http://${request.headers.host}`
}
