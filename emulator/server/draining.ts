import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Lets a server that closes answer what it has begun to answer, for so long at most; connections on which nothing is
 * asked end at once, whatever their clients keep them for.
 */
export function drainOnClose(app: FastifyInstance, limitMs: number): void {
  const open = new Map<Socket, Set<ServerResponse>>()
  let closing = false
  let timer: NodeJS.Timeout | undefined
  const endIdle = (socket: Socket) => {
    if (closing && open.get(socket)?.size === 0) socket.destroySoon()
  }
  app.server.on('connection', socket => {
    open.set(socket, new Set())
    socket.once('close', () => open.delete(socket))
    endIdle(socket)
  })
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const answers = open.get(socket)
    answers?.add(response)
    response.once('close', () => {
      answers?.delete(response)
      endIdle(socket)
    })
  })
  app.addHook('preClose', async () => {
    closing = true
    for (const [socket, answers] of open) {
      // Whoever gets this answer must not ask the next question on the same connection.
      for (const answer of answers) if (!answer.headersSent) answer.setHeader('connection', 'close')
      endIdle(socket)
    }
    timer = setTimeout(() => app.server.closeAllConnections(), limitMs)
  })
  app.addHook('onClose', async () => clearTimeout(timer))
}
