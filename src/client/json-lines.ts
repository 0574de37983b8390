import type { ClientRequest, IncomingMessage } from 'node:http'
import { interrupted, writeLeft } from './exchange.ts'
import { failureOf, notOurAnswer, unreachable } from './failures.ts'
import { ourObject } from './our-answer.ts'
import { codeOf, isNeverSent } from './retry.ts'
import { readWhole, startRequest, timedOut, type WireRequest } from './transport.ts'

/**
 * Reads an answer without end, one JSON object per line, as the lines arrive. `timeoutMs` is for its head only.
 * It is over when the server ends it, however it does; throws failures for everything else.
 */
export async function* jsonLines(request: WireRequest): AsyncGenerator<unknown> {
  const incoming = await openAnswer(request)
  const status = incoming.statusCode ?? 0
  if (status < 200 || status >= 300) throw failureOf(await readWhole(incoming), request.url)
  requireType(incoming, 'application/x-ndjson', request.url)
  const stop = () => incoming.destroy()
  request.signal?.addEventListener('abort', stop, { once: true })
  try {
    let rest = ''
    for await (const chunk of untilClosed(incoming.setEncoding('utf8'))) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') yield jsonOf(line, incoming, request.url)
    }
    if (request.signal?.aborted) throw interrupted(request.signal.reason)
  } finally {
    request.signal?.removeEventListener('abort', stop)
    incoming.destroy()
  }
}

/**
 * Sends a request, with these bytes as its body if there are any, and gives its answer as soon as its head is there.
 * `timeoutMs` is for all until then. Throws failures.
 */
export function openAnswer(request: WireRequest, body?: AsyncIterable<Buffer>): Promise<IncomingMessage> {
  const { signal, timeoutMs, url } = request
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(interrupted(signal.reason, writeLeft(request, false)))
    const outgoing = startRequest(request)
    const onAbort = () => outgoing.destroy(signal?.reason)
    const timer = setTimeout(() => outgoing.destroy(timedOut(timeoutMs)), timeoutMs)
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    outgoing.on('error', error => {
      finish()
      const left = writeLeft(request, !isNeverSent(error))
      reject(signal?.aborted ? interrupted(error, left) : unreachable(error, url, left))
    })
    outgoing.on('response', incoming => {
      finish()
      resolve(incoming)
    })
    if (body === undefined) outgoing.end(request.body)
    else sendBytes(outgoing, body).catch(error => outgoing.destroy(error))
  })
}

/** Writes as fast as the other side reads, until there is an answer: a refusal comes before all is sent. */
async function sendBytes(outgoing: ClientRequest, body: AsyncIterable<Buffer>): Promise<void> {
  let wake = () => {}
  let isOver = false
  const end = () => {
    isOver = true
    wake()
  }
  outgoing
    .on('drain', () => wake())
    .once('response', end)
    .once('close', end)
  for await (const chunk of body) {
    if (isOver) break
    if (outgoing.write(chunk)) continue
    await new Promise<void>(resolve => {
      wake = resolve
      if (isOver) resolve()
    })
  }
  outgoing.end()
}

/** Throws the failure of an answer that is not of this type, for it comes from somebody else; nothing of it is read. */
export function requireType(incoming: IncomingMessage, wanted: string, url: URL): void {
  const { statusCode = 0, headers } = incoming
  const type = headers['content-type']
  if (type?.startsWith(wanted)) return
  incoming.destroy()
  throw notOurAnswer(
    { status: statusCode, headers: type === undefined ? {} : { 'content-type': type }, text: '' },
    url,
  )
}

/** A sandbox that stops cuts its connections, and so do we when we are interrupted: both are an end, not an error. */
export async function* untilClosed(incoming: IncomingMessage): AsyncGenerator<string> {
  try {
    for await (const chunk of incoming) yield chunk as string
  } catch (error) {
    if (!['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'EPIPE'].includes(codeOf(error))) throw error
  }
}

function jsonOf(line: string, { statusCode, headers }: IncomingMessage, url: URL): unknown {
  const type = headers['content-type']
  const known = type === undefined ? {} : { 'content-type': type }
  return ourObject({ status: statusCode ?? 0, headers: known, text: line }, url, [])
}
