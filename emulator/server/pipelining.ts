import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Ends connections on which more requests are sent than answers are taken. Answers to requests that follow each other
 * lie in memory until those before them have been read; whoever reads as it asks never has so many.
 */
export function limitPipelining(app: FastifyInstance, mostUnread: number): void {
  const unread = new WeakMap<Socket, number>()
  app.addHook('onRequest', async (request, reply) => {
    const { socket } = request.raw
    const count = (unread.get(socket) ?? 0) + 1
    unread.set(socket, count)
    reply.raw.once('close', () => unread.set(socket, (unread.get(socket) ?? 1) - 1))
    if (count > mostUnread) socket.destroy()
    if (!socket.destroyed) return undefined
    // What else was read with it is for nobody either.
    reply.hijack()
    return reply
  })
}
