/** Why a server could not be talked to: what happened, and what to change about it where that is known. */
export interface ConnectionFault {
  readonly what: string
  readonly change?: string
}

type NetworkError = Error & { readonly code?: string; readonly rawPacket?: Uint8Array }

/** The first byte of what TLS says to whoever does not speak it: an alert. */
const tlsAlert = 0x15

/**
 * What an error of Node's HTTP client means for a URL: refused, no such host, another protocol than the URL says, or
 * closed. Undefined where its own message is the best there is.
 */
export function connectionFault(thrown: unknown, { protocol, host }: URL): ConnectionFault | undefined {
  const error = firstOf(thrown)
  const { code = '', message = '' } = error
  const isSecure = protocol === 'https:'
  if (code === 'ECONNREFUSED')
    return {
      what: 'connection refused: nobody listens there',
      change: 'start the server, or correct the port',
    }
  if (code === 'ENOTFOUND') return { what: 'there is no such host', change: 'correct the name' }
  if (code === 'EAI_AGAIN') return { what: 'the name of the host cannot be resolved now' }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return { what: 'no network leads to that host' }
  if (isSecure && isNotTls(error))
    return { what: 'the server does not speak TLS', change: `use http://${host}` }
  if (isSecure && /before secure TLS connection/.test(message)) {
    const change = `use http://${host} if the server does not speak TLS`
    return { what: 'the server closed the connection before TLS began', change }
  }
  if (code.startsWith('HPE_')) return notHttp(error, host)
  // The message of Node for an answer that had begun.
  if (message === 'aborted') return { what: 'the server broke off in the middle of its answer' }
  if (code !== 'ECONNRESET' && code !== 'EPIPE') return undefined
  return {
    what: 'the server closed the connection without an answer',
    ...(!isSecure && { change: `use https://${host} if it speaks TLS` }),
  }
}

/** The same as one sentence, or the message of the error. */
export function connectionFaultText(thrown: unknown, url: URL): string {
  const fault = connectionFault(thrown, url)
  if (fault === undefined) return messageOf(firstOf(thrown))
  return fault.change === undefined ? fault.what : `${fault.what}; ${fault.change}`
}

function notHttp({ rawPacket }: NetworkError, host: string): ConnectionFault {
  if (rawPacket?.[0] === tlsAlert) return { what: 'the server speaks TLS', change: `use https://${host}` }
  return { what: 'what listens there does not speak HTTP', change: 'correct the port' }
}

/** What OpenSSL says of an answer that is none of TLS; its numbers and file names help nobody. */
function isNotTls({ code = '', message }: NetworkError): boolean {
  const isTls = code === 'EPROTO' || code.startsWith('ERR_SSL_')
  return (
    isTls &&
    /wrong.version.number|http.request|packet.length.too.long|unknown.protocol/i.test(`${code} ${message}`)
  )
}

/** A name may lead to several addresses, each of which has an error of its own. */
function firstOf(thrown: unknown): NetworkError {
  const error = thrown instanceof AggregateError ? (thrown.errors[0] ?? thrown) : thrown
  return (error ?? {}) as NetworkError
}

function messageOf({ message, code }: Partial<NetworkError>): string {
  return message || code || 'the connection failed'
}
