import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ApiError } from '../../src/contract/errors/errors.ts'
import { errorEnvelope } from '../calls/render.ts'
import { answerToIncomplete, type Connection } from './connections.ts'
import { endSlowly } from './lingering.ts'

export interface BrokenRequestOptions {
  readonly connections: ReadonlyMap<Socket, Connection>
  readonly nextRequestId: () => string
  /** Headers that let the page behind a request read its answer. */
  readonly readingHeaders: (request: IncomingMessage) => Readonly<Record<string, string>>
  /** How long a request may take to come, in milliseconds. */
  readonly patienceMs: number
}

type WireError = Error & { readonly code?: string }

/** A body that still comes after all that time is a file, if so many bytes came meanwhile; it may go on. */
const bytesOfFile = 1_000_000

/**
 * Answers what Node cannot read as HTTP, or what does not come to its end: with the envelope of every other error,
 * behind the answers that are under way. Gives what Fastify calls for it. Pages can read the answer where the head of
 * their request was read: a body that breaks, or never comes whole. Of a head that is no HTTP, that is too large, or
 * that stays half, Node gives no headers, so that nobody knows of which page it is.
 */
export function answerBrokenRequests(
  server: Server,
  { connections, nextRequestId, readingHeaders, patienceMs }: BrokenRequestOptions,
): (error: WireError, socket: Socket) => void {
  const told = new WeakSet<Socket>()

  function tell(socket: Socket, error: ApiError, asked?: IncomingMessage): void {
    if (told.has(socket)) return
    told.add(socket)
    const connection = connections.get(socket)
    const broken = connection === undefined ? undefined : answerToIncomplete(connection)
    const request = asked ?? broken?.req
    // It has been answered early, or is being answered: the other side has what it needs.
    const words = broken?.headersSent
      ? ''
      : answerText(error, nextRequestId(), request === undefined ? {} : readingHeaders(request))
    const before = [...(connection?.answers ?? [])].filter(answer => answer !== broken).at(-1)
    const say = () => endSlowly(socket, words)
    if (before === undefined) say()
    else before.once('close', say)
  }

  function waitOrTell(socket: Socket): void {
    const connection = connections.get(socket)
    const broken = connection === undefined ? undefined : answerToIncomplete(connection)
    const isFile = broken !== undefined && socket.bytesRead - (connection?.bytesBefore ?? 0) > bytesOfFile
    if (isFile) watchFile(socket, broken)
    // Opened ahead by a pool, which would take an answer for one to its first request.
    else if (socket.bytesRead === 0) endIfSilent(socket)
    else tell(socket, new ApiError('request_timeout'))
  }

  function watchFile(socket: Socket, { req }: ServerResponse): void {
    let seen = socket.bytesRead
    const timer = setInterval(() => {
      if (req.complete) return clearInterval(timer)
      const came = socket.bytesRead - seen
      seen = socket.bytesRead
      if (came < bytesOfFile) tell(socket, new ApiError('request_timeout'))
    }, patienceMs)
    socket.once('close', () => clearInterval(timer))
  }

  function endIfSilent(socket: Socket): void {
    const timer = setTimeout(() => {
      if (socket.bytesRead === 0) socket.destroy()
    }, patienceMs)
    socket.once('close', () => clearTimeout(timer))
  }

  // Expectations that nobody knows may be overlooked; by default Node answers them, without an envelope.
  server.on('checkExpectation', (request: IncomingMessage, answer: ServerResponse) => {
    server.emit('request', request, answer)
  })
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const message = 'CONNECT is for proxies, and this is none'
    tell(socket, new ApiError('malformed_request', { message }), request)
  })

  return (error, socket) => {
    // Who has gone needs no answer, and is nobody's fault.
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') waitOrTell(socket)
    else tell(socket, refusalOf(error))
  }
}

function refusalOf({ code, message }: WireError): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') return new ApiError('headers_too_large')
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return new ApiError('payload_too_large')
  if (code === 'HPE_INVALID_EOF_STATE')
    return new ApiError('malformed_request', {
      message: 'The connection ended before the whole request had come',
    })
  const reason = message.replace(/^Parse Error: /, '')
  return new ApiError('malformed_request', { message: `This is no HTTP request: ${reason}` })
}

function answerText(
  error: ApiError,
  requestId: string,
  readingHeaders: Readonly<Record<string, string>>,
): string {
  const body = JSON.stringify(errorEnvelope(error, requestId))
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    `date: ${new Date().toUTCString()}`,
    ...Object.entries(readingHeaders).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
