import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { ApiError } from '../../../../src/contract/errors/errors.ts'
import { defaultKeys } from '../../../fleet/default-keys.ts'
import type { KeyRing } from '../../../fleet/key-ring.ts'
import { explorerPage } from './explorer-page.ts'

const files = {
  'explorer.js': 'text/javascript; charset=utf-8',
  'explorer.css': 'text/css; charset=utf-8',
} as const

/**
 * Registers the explorer of GraphQL where browsers look for it. Only the fixed test key is filled in, which every sandbox
 * prints and which is worth nothing elsewhere, and only where it opens something; any other has to be typed.
 */
export function registerExplorer(app: FastifyInstance, { keyRing }: { readonly keyRing: KeyRing }): void {
  app.get('/v2/graphql', (request, reply) => {
    if (!String(request.headers.accept ?? '').includes('text/html')) {
      throw new ApiError('method_not_allowed', {
        message: 'GraphQL is asked with POST; a browser gets the explorer with GET',
        headers: { allow: 'POST' },
      })
    }
    const isOpen = keyRing.findKey(defaultKeys.secret) !== undefined
    reply.headers(guards).type('text/html; charset=utf-8')
    return explorerPage({ key: isOpen ? defaultKeys.secret : null })
  })
  for (const name of Object.keys(files) as (keyof typeof files)[])
    app.get(`/v2/graphql/${name}`, (_request, reply) => sendFile(name, reply))
}

async function sendFile(name: keyof typeof files, reply: FastifyReply): Promise<FastifyReply> {
  try {
    const bytes = await readFile(builtFile(name))
    return reply.headers({ ...guards, 'content-type': files[name] }).send(bytes)
  } catch (error) {
    throw new ApiError('not_found', {
      message: `There is no ${name} here: the explorer is made by npm run build`,
      cause: error,
    })
  }
}

/** Made by the build: beside the built emulator, or in dist/ of the project. */
function builtFile(name: string): URL {
  const url = import.meta.url
  return new URL(url.endsWith('.ts') ? `../../../../dist/${name}` : `./${name}`, url)
}

/** Everything comes from here; the styles that the editor makes are its own. */
const guards = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}
