import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** A connection, and what is asked on it. */
export interface Connection {
  /** Answers that are not finished, in the order in which they were asked for. */
  readonly answers: Set<ServerResponse>
  /** The answer to what was asked last, finished or not; its request is the only one that can be incomplete. */
  last: ServerResponse | undefined
  /** How many bytes had come on the connection when the head of that request was read. */
  bytesBefore: number
}

/** Keeps an account of the connections of a server. */
export function trackConnections(server: Server): ReadonlyMap<Socket, Connection> {
  const open = new Map<Socket, Connection>()
  server.on('connection', socket => {
    open.set(socket, { answers: new Set(), last: undefined, bytesBefore: 0 })
    socket.once('close', () => open.delete(socket))
  })
  server.on('request', ({ socket }, answer: ServerResponse) => {
    const connection = open.get(socket)
    if (connection === undefined) return
    connection.answers.add(answer)
    connection.last = answer
    connection.bytesBefore = socket.bytesRead
    answer.once('close', () => connection.answers.delete(answer))
  })
  return open
}

/** The answer to a request that has not come whole, or undefined. */
export function answerToIncomplete({ last }: Connection): ServerResponse | undefined {
  return last?.req.complete === false ? last : undefined
}
