import type { IncomingMessage } from 'node:http'
import { interrupted } from './exchange.ts'
import { failureOf, unreachable } from './failures.ts'
import { openAnswer, requireType } from './json-lines.ts'
import { ourObject } from './our-answer.ts'
import { readWhole, type WireRequest } from './transport.ts'

/** The bytes of an answer, read as they come; a failure if they end too early. */
export interface Download {
  readonly sizeBytes: number | undefined
  readonly chunks: AsyncIterable<Buffer>
}

/** Asks for a file of a type, whatever its size. `timeoutMs` is for the head of the answer only. */
export async function download(request: WireRequest, contentType: string): Promise<Download> {
  const incoming = await openAnswer(request)
  if (!isGood(incoming)) throw failureOf(await readWhole(incoming), request.url)
  requireType(incoming, contentType, request.url)
  const length = Number(incoming.headers['content-length'])
  return {
    sizeBytes: Number.isSafeInteger(length) ? length : undefined,
    chunks: chunksOf(incoming, request),
  }
}

/** Sends a file as the body of a request, whatever its size, and reads the JSON of the answer, which has these members. */
export async function upload(
  request: WireRequest,
  contentType: string,
  file: AsyncIterable<Buffer>,
  members: readonly string[],
): Promise<object> {
  const headers = { ...request.headers, 'content-type': contentType }
  const incoming = await openAnswer({ ...request, headers }, file)
  const answer = await readWhole(incoming)
  if (!isGood(incoming)) throw failureOf(answer, request.url)
  return ourObject(answer, request.url, members)
}

async function* chunksOf(incoming: IncomingMessage, { signal, url }: WireRequest): AsyncGenerator<Buffer> {
  const stop = () => incoming.destroy()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    // Node ends a body that is shorter than its length with an error.
    for await (const chunk of incoming) yield chunk as Buffer
    if (signal?.aborted) throw interrupted(signal.reason)
  } catch (error) {
    if (signal?.aborted) throw interrupted(error)
    throw unreachable(error, url)
  } finally {
    signal?.removeEventListener('abort', stop)
    incoming.destroy()
  }
}

function isGood({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300
}
