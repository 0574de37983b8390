import type { Socket } from 'node:net'
import type { FastifyReply } from 'fastify'
import { ApiError, type ErrorCode } from '../../src/contract/errors/errors.ts'
import type { Fault } from '../sandbox/faults.ts'

/** A request that a fault hit before anything was done for it. */
export type Met = 'goes on' | 'answered' | 'dropped'

/**
 * Does to a request what its fault does before anything else: it waits, is refused, is answered by a proxy, or loses its
 * connection. What happens behind the commit is for `endAnswer`. Throws ApiError for a fault that is an error.
 */
export async function meetFault(fault: Fault, reply: FastifyReply, ended: AbortSignal): Promise<Met> {
  reply.header('x-sandbox-fault', fault.id)
  if (fault.delayMs > 0) await delay(fault.delayMs, reply, ended)
  switch (fault.effect) {
    case 'error':
      throw errorOf(fault)
    case 'gateway': {
      const status = fault.status ?? 503
      reply.code(status).type('text/html').serializer(asItIs).send(pageOf(status))
      return 'answered'
    }
    case 'drop_before':
      reply.hijack()
      drop(reply)
      return 'dropped'
    default:
      return 'goes on'
  }
}

/**
 * Ends the connection of an answer whose work is done and committed: before its first byte, or in the middle. False for
 * faults that leave the answer alone.
 */
export function endAnswer({ effect }: Fault, reply: FastifyReply, payload: unknown): boolean {
  if (effect === 'drop_after') drop(reply)
  else if (effect === 'cut') cut(reply, payload)
  else return false
  return true
}

/** As a peer that is gone: the client's system is told so. In process, where there is no socket, the answer just ends. */
function drop({ raw }: FastifyReply): void {
  const socket = raw.socket as Socket | null
  if (typeof socket?.resetAndDestroy === 'function') socket.resetAndDestroy()
  else raw.destroy()
}

/** The head says how long the body is; half of it comes. */
function cut(reply: FastifyReply, payload: unknown): void {
  const { raw } = reply
  const isBody = typeof payload === 'string' || payload instanceof Uint8Array
  const bytes = Buffer.from((isBody ? payload : '') as string)
  raw.writeHead(reply.statusCode, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-length': bytes.length,
  })
  raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => raw.destroy())
}

/** Real time: whoever asks waits for real. Ends with the connection and with the sandbox. */
function delay(ms: number, { raw }: FastifyReply, ended: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer)
      ended.removeEventListener('abort', end)
      raw.off('close', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    ended.addEventListener('abort', end)
    raw.once('close', end)
  })
}

/** Errors after which a client waits before it tries again. */
const passing: readonly string[] = [
  'rate_limited',
  'storage_unavailable',
  'idempotency_key_in_use',
] satisfies ErrorCode[]

function errorOf({ id, code }: Fault): ApiError {
  const known = (code ?? 'internal_error') as ErrorCode
  return new ApiError(known, {
    message: `The fault ${id} of the sandbox refused this request: nothing was done. Remove it with ideadunes sandbox faults remove ${id}`,
    ...(passing.includes(known) && { headers: { 'retry-after': '1' } }),
  })
}

const titles: Readonly<Record<number, string>> = {
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
}

/** What clients meet that expect JSON of everybody. */
function pageOf(status: number): string {
  const title = titles[status] ?? String(status)
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`
}

function asItIs(body: unknown): string {
  return body as string
}
