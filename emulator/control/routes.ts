import type { FastifyInstance } from 'fastify'

/** The admin API of the sandbox itself, never under /v2. */
export function registerControl(app: FastifyInstance, options: { readonly version: string }): void {
  app.get('/_sandbox/health', async (_request, reply) =>
    reply
      .header('content-type', 'application/json')
      .send(JSON.stringify({ status: 'ready', version: options.version })),
  )
}
