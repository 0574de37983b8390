import { Failure, type FailureKind } from '../failure/failure.ts'
import { type ConnectionFault, connectionFault, connectionFaultText } from '../network/connection-fault.ts'
import { isThisMachine } from '../network/loopback.ts'
import { controlHint } from './control/control-hints.ts'
import { codeOf, isUntrusted } from './retry.ts'
import type { WireResponse } from './transport.ts'

/** What is looked at where an answer is no success. */
export type TextResponse = Omit<WireResponse, 'bytes'>

interface ErrorBody {
  readonly code: string
  readonly message: string
  readonly doc_url?: string
  readonly request_id?: string
  readonly details?: unknown
}

/** The failure that an answer other than 2xx stands for. */
export function failureOf(answer: TextResponse, url: URL): Failure {
  const { status, headers } = answer
  const requestId = headers['x-request-id']
  if (status >= 300 && status < 400) {
    return new Failure('api', 'unexpected_redirect', `${url.origin} answered ${status}, a redirect`, {
      hint: `Redirects are not followed, because they could take the key elsewhere. Check the base URL; this one points to ${headers.location ?? 'nowhere'}.`,
      ...(requestId !== undefined && { requestId }),
    })
  }
  const error = errorBodyOf(answer)
  if (error === undefined) return notOurAnswer(answer, url)
  const wait = headers['retry-after']
  const errorId = error.request_id ?? requestId
  const hint =
    status === 429 && wait !== undefined
      ? `Try again in ${wait} s.`
      : url.pathname.includes('/_sandbox/')
        ? controlHint(error.code, error.message)
        : undefined
  return new Failure(kindOf(status), error.code, error.message, {
    ...(hint !== undefined && { hint }),
    ...(error.doc_url !== undefined && { docUrl: error.doc_url }),
    ...(errorId !== undefined && { requestId: errorId }),
    details: error.details,
  })
}

/** The failure for an answer that is not of this API: no JSON, or JSON of another shape. */
export function notOurAnswer(answer: TextResponse, url: URL): Failure {
  const type = answer.headers['content-type'] ?? 'no content type'
  const change = asksForTls(answer) ? ` This server speaks TLS: use https://${url.host}.` : ''
  return new Failure(
    'api',
    'unexpected_answer',
    `${url.origin} answered ${answer.status} (${type}), not as the IdeaDunes API does`,
    {
      hint: `Check that the base URL is the API or a sandbox, and that no proxy answers in its place.${change}`,
    },
  )
}

/** What nginx, Apache and Go answer to plain HTTP on a port of TLS. */
function asksForTls({ status, text }: TextResponse): boolean {
  return status === 400 && /HTTP (?:request )?(?:was sent )?to an? ?(?:HTTPS|SSL)|HTTPS port/i.test(text)
}

/** The failure for a request that got no answer. */
export function unreachable(error: unknown, url: URL, details?: unknown): Failure {
  const code = codeOf(error)
  if (code === 'ETIMEDOUT') {
    return new Failure('unreachable', 'timeout', `${url.origin} did not answer in time`, {
      hint: 'Try again. A change that was sent is safe to send again with the same idempotency key.',
      cause: error,
      details,
    })
  }
  const fault = connectionFault(error, url)
  const why =
    code === 'ECONNREFUSED' ? 'nothing is listening there' : (fault?.what ?? connectionFaultText(error, url))
  return new Failure('unreachable', 'unreachable', `Cannot reach ${url.origin}: ${why}`, {
    hint: isUntrusted(error) ? trustHint : hintFor(code, fault, url),
    cause: error,
    details,
  })
}

const trustHint =
  'Nothing was sent. If you trust this server or the proxy before it, name its certificate authority with --ca-file or NODE_EXTRA_CA_CERTS.'

function hintFor(code: string, fault: ConnectionFault | undefined, { hostname }: URL): string {
  const isRefused = code === 'ECONNREFUSED'
  const isHere = isThisMachine(hostname)
  const change = isRefused || fault?.change === undefined ? '' : `Check the base URL: ${fault.change}.`
  // A sandbox may have been told to do this, long ago.
  if (isHere && code === 'ECONNRESET')
    return `A fault of the sandbox may have done this: \`ideadunes sandbox faults list\` shows those that are there. ${change}`.trim()
  if (change !== '') return change
  return isHere
    ? 'Start the sandbox with `ideadunes sandbox start`, or correct the base URL: `ideadunes sandbox list` shows what runs.'
    : 'Check the base URL and the network, or start a local sandbox with `ideadunes sandbox start`.'
}

function kindOf(status: number): FailureKind {
  if (status === 401 || status === 403) return 'auth'
  return status === 429 ? 'rate_limited' : 'api'
}

function errorBodyOf(answer: TextResponse): ErrorBody | undefined {
  try {
    const { error } = JSON.parse(answer.text) as { error?: Partial<ErrorBody> }
    if (typeof error?.code !== 'string' || typeof error.message !== 'string') return undefined
    return error as ErrorBody
  } catch {
    return undefined
  }
}
