import type { FastifyInstance } from 'fastify'

/** Listens on a free port and writes it as the first line; SIGTERM closes, then runs what is given. */
export async function listenOnLoopback(app: FastifyInstance, onClosed = () => {}): Promise<void> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  process.once('SIGTERM', () => void app.close().then(onClosed))
  process.stdout.write(`${address.port}\n`)
}
