import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMessageReader, type StreamMessage } from '../../src/control/stream-message.ts'
import { type ControlledSandbox, token } from './controlled-sandbox.ts'

/** One who follows the events of a sandbox that listens on a port. */
export interface StreamReader {
  readonly answer: IncomingMessage
  /** The next message; undefined when the stream has ended. */
  next(): Promise<StreamMessage | undefined>
  /** Everything that came, as text. */
  text(): string
  close(): void
}

/** Opens /_sandbox/events/stream with a query such as `?type=booking.*`. */
export async function readStream(
  { app }: Pick<ControlledSandbox, 'app'>,
  query = '',
  headers: Record<string, string> = {},
): Promise<StreamReader> {
  const { port } = app.server.address() as AddressInfo
  const asked = get({
    port,
    host: '127.0.0.1',
    path: `/_sandbox/events/stream${query}`,
    headers: { authorization: `Bearer ${token}`, ...headers },
    agent: false,
  })
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const read = createMessageReader()
  let text = ''
  const messages = (async function* () {
    try {
      for await (const piece of answer.setEncoding('utf8')) {
        text += piece
        yield* read(piece as string)
      }
    } catch {
      // Cut off: an end like any other.
    }
  })()
  return {
    answer,
    text: () => text,
    next: async () => (await messages.next()).value ?? undefined,
    close: () => answer.destroy(),
  }
}
