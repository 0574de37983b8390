import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { homePage, homeStyle } from './home-page.ts'
import { reachedAt } from './reached-at.ts'

/** Registers the sandbox's page at `/`. Names that do not lead here are refused before, as everywhere. */
export function registerPages(
  app: FastifyInstance,
  { version, typedName = 'ideadunes' }: { readonly version: string; readonly typedName?: string },
): void {
  app.get('/', (request, reply) => {
    reply.headers(pageHeaders()).type('text/html; charset=utf-8')
    return homePage({ baseUrl: reachedAt(request), version, typedName })
  })
}

/** Nothing is loaded, run, framed or remembered. */
function pageHeaders() {
  const style = createHash('sha256').update(homeStyle).digest('base64')
  const rules = [
    "default-src 'none'",
    `style-src 'sha256-${style}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': rules.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  }
}
