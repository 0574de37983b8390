import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'

/** Begins an answer that has no end of its own; one to HEAD is ended, for only what GET has would follow. */
export function openStream(reply: FastifyReply, contentType: string): ServerResponse {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    'content-type': contentType,
    'cache-control': 'no-store',
    'x-request-id': reply.request.id,
  })
  // The first line may be long in coming; the caller must not think that nobody answers.
  raw.flushHeaders()
  if (reply.request.method === 'HEAD') raw.end()
  return raw
}

/**
 * Writes as fast as the other side reads: the next text waits until the last has left, so that no more than one lies
 * in memory for a reader that has stopped. It gives up waiting when `gone` is aborted.
 */
export function pacedWriter(raw: ServerResponse, gone: AbortSignal): (text: string) => Promise<void> {
  return async text => {
    if (!raw.write(text)) await drained(raw, gone)
  }
}

function drained(raw: ServerResponse, gone: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      raw.off('drain', done)
      raw.off('close', done)
      gone.removeEventListener('abort', done)
      resolve()
    }
    raw.once('drain', done)
    raw.once('close', done)
    gone.addEventListener('abort', done, { once: true })
    if (gone.aborted) done()
  })
}
