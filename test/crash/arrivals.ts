import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Somebody's handler that notes what arrives, and fails now and then. */
export interface Arrivals {
  readonly url: string
  /** The body of the first arrival of each event id. */
  readonly bodies: ReadonlyMap<string, string>
  readonly count: number
  /** Arrivals under an id that had come with another body. */
  readonly changed: readonly string[]
  close(): Promise<void>
}

/** Starts the handler: one in twelve requests is answered 500, and one in thirty not at all. */
export async function receiveArrivals(random: (below: number) => number): Promise<Arrivals> {
  const bodies = new Map<string, string>()
  const changed: string[] = []
  let count = 0
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of incoming) chunks.push(chunk as Buffer)
    } catch {
      // Killed while it sent: nothing has arrived.
      return
    }
    const id = String(incoming.headers['webhook-id'])
    const body = Buffer.concat(chunks).toString('utf8')
    count += 1
    const known = bodies.get(id)
    if (known === undefined) bodies.set(id, body)
    else if (known !== body) changed.push(id)
    if (random(30) === 0) response.destroy()
    else response.writeHead(random(12) === 0 ? 500 : 204).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    bodies,
    changed,
    get count() {
      return count
    },
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
