import type { Server, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { answerToIncomplete, type Connection } from './connections.ts'

/** For how long that which comes behind an answer is read and dropped. */
const lingerMs = 5_000

/**
 * Lets answers reach clients that send all of a body before they read: what comes of it after the answer is read and
 * dropped for a while. A connection that ends with bytes unread is reset, and the answer is lost with it.
 */
export function lingerAfterAnswers(server: Server, connections: ReadonlyMap<Socket, Connection>): void {
  server.on('connection', socket => {
    let isLingering = false
    // Called by Node behind the last answer of a connection.
    socket.destroySoon = () => {
      const connection = connections.get(socket)
      const answer = connection === undefined ? undefined : answerToIncomplete(connection)
      if (answer === undefined || isLingering) return Socket.prototype.destroySoon.call(socket)
      isLingering = true
      endSlowly(socket)
      answer.req.once('end', () => socket.destroySoon())
    }
  })
  server.on('request', (request, answer: ServerResponse) => {
    // The connection stays, for a client that goes on asking; but not for one that never comes to an end.
    answer.once('finish', () => {
      if (!request.complete) destroyLater(request.socket, () => !request.complete)
    })
  })
}

/** Says the last, and ends a connection as soon as the other side does, or after a while. */
export function endSlowly(socket: Socket, lastWords = ''): void {
  socket.end(lastWords)
  destroyLater(socket, () => true)
}

function destroyLater(socket: Socket, isWanted: () => boolean): void {
  const timer = setTimeout(() => {
    if (isWanted()) socket.destroy()
  }, lingerMs)
  socket.once('close', () => clearTimeout(timer))
}
