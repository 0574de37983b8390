import { createMessageReader, type StreamMessage } from '../control/stream-message.ts'
import { Failure } from '../failure/failure.ts'
import { interrupted } from './exchange.ts'
import { failureOf } from './failures.ts'
import { openAnswer, requireType, untilClosed } from './json-lines.ts'
import { readWhole, type WireRequest } from './transport.ts'

/**
 * Reads a stream of messages (text/event-stream) as they arrive. It is over when the server ends it; a server that
 * shows no sign of life for `silenceMs` has gone without a word, as after a sleep of the machine: that, and any other
 * answer, is thrown as a failure.
 */
export async function* messages(request: WireRequest, silenceMs: number): AsyncGenerator<StreamMessage> {
  const incoming = await openAnswer(request)
  const status = incoming.statusCode ?? 0
  if (status < 200 || status >= 300) throw failureOf(await readWhole(incoming), request.url)
  requireType(incoming, 'text/event-stream', request.url)
  let isSilent = false
  incoming.setTimeout(silenceMs, () => {
    isSilent = true
    incoming.destroy()
  })
  const stop = () => incoming.destroy()
  request.signal?.addEventListener('abort', stop, { once: true })
  try {
    const read = createMessageReader()
    for await (const piece of untilClosed(incoming.setEncoding('utf8'))) yield* read(piece)
    if (request.signal?.aborted) throw interrupted(request.signal.reason)
    if (isSilent) {
      throw new Failure(
        'unreachable',
        'silent',
        `${request.url.origin} was silent for ${silenceMs / 1_000} s`,
      )
    }
  } finally {
    request.signal?.removeEventListener('abort', stop)
    incoming.destroy()
  }
}
