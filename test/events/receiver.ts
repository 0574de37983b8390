import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the receiver saw it. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** How the receiver answers: a status, or whatever it does with the response. */
export type Respond = number | ((response: ServerResponse, request: Received) => void)

export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** How it answers from now on; 204 unless told. */
  answer(respond: Respond): void
  close(): Promise<void>
}

/** Somebody's webhook handler: a real server on a free port of this machine. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let respond: Respond = 204
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = incoming
    const request = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') }
    received.push(request)
    if (typeof respond === 'function') respond(response, request)
    else response.writeHead(respond).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer(next) {
      respond = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
