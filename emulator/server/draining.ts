import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Connection } from './connections.ts'

/**
 * Lets a server that closes answer what it has begun to answer, for so long at most; connections on which nothing is
 * asked end at once, whatever their clients keep them for.
 */
export function drainOnClose(
  app: FastifyInstance,
  connections: ReadonlyMap<Socket, Connection>,
  limitMs: number,
): void {
  const server: Server = app.server
  let closing = false
  let timer: NodeJS.Timeout | undefined
  const endIdle = (socket: Socket) => {
    if (closing && connections.get(socket)?.answers.size === 0) socket.destroySoon()
  }
  server.on('connection', endIdle)
  server.on('request', ({ socket }, answer: ServerResponse) => answer.once('close', () => endIdle(socket)))
  app.addHook('preClose', async () => {
    closing = true
    for (const [socket, { answers }] of connections) {
      // Whoever gets this answer must not ask the next question on the same connection.
      for (const answer of answers) if (!answer.headersSent) answer.setHeader('connection', 'close')
      endIdle(socket)
    }
    timer = setTimeout(() => server.closeAllConnections(), limitMs)
  })
  app.addHook('onClose', async () => clearTimeout(timer))
}
