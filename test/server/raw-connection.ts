import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** A connection to a server as a client with no library has it. */
export interface RawConnection {
  readonly socket: Socket
  /** All that has come. */
  text(): string
  /** Settles when both sides have ended; gives all that has come. A reset counts as an end. */
  ended(): Promise<string>
  /** Why the connection broke, if it did. */
  error(): string | undefined
}

/** Connects; `reads` false leaves what comes unread until the socket is resumed. */
export async function rawConnection(app: FastifyInstance, reads = true): Promise<RawConnection> {
  const socket = connect({ port: portOf(app), host: '127.0.0.1' })
  let text = ''
  let code: string | undefined
  socket.on('error', (error: NodeJS.ErrnoException) => {
    code = error.code
  })
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
  await once(socket, 'connect')
  socket.setEncoding('utf8').on('data', piece => {
    text += piece
  })
  if (!reads) socket.pause()
  return {
    socket,
    text: () => text,
    error: () => code,
    async ended() {
      await closed
      return text
    },
  }
}

export function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

/** Status, headers and error code of each answer in a text. */
export function answersIn(text: string) {
  return text
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter(one => one.startsWith('HTTP/1.1') && !one.startsWith('HTTP/1.1 100'))
    .map(one => {
      const [head = '', body = ''] = one.split('\r\n\r\n')
      const [first = '', ...lines] = head.split('\r\n')
      const headers = Object.fromEntries(
        lines.map(line => [
          line.slice(0, line.indexOf(':')).toLowerCase(),
          line.slice(line.indexOf(':') + 2),
        ]),
      ) as Record<string, string | undefined>
      // biome-ignore lint/suspicious/noExplicitAny: a test reads any member and compares it.
      const json: any = body.startsWith('{') ? JSON.parse(body) : undefined
      return { status: Number(first.split(' ')[1]), headers, body, error: json?.error }
    })
}
