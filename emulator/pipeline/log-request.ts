import type { FastifyReply, FastifyRequest } from 'fastify'
import { hintOf } from '../fleet/key-ring.ts'
import type { LogEntry } from '../sandbox/request-log.ts'
import { toStored } from '../store/instants.ts'

/** What became known of a request on its way. */
export interface Traced {
  readonly operation: string | null
  readonly tenantId: string | null
  readonly keyScope: string | null
  readonly errorCode: string | null
}

/** The log's line of an answered request. No key, client secret or body is in it. */
export function logEntry(
  request: FastifyRequest,
  reply: FastifyReply,
  nowMs: number,
  { operation, tenantId, keyScope, errorCode }: Traced,
): LogEntry {
  const { headers } = request
  return {
    at: toStored(nowMs),
    request_id: request.id,
    method: request.method,
    path: withoutSecrets(request.url).slice(0, 2_000),
    operation,
    tenant_id: tenantId,
    key_hint: keyHint(headers.authorization),
    key_scope: keyScope,
    idempotency_key: textOf(headers['x-idempotency-key'])?.slice(0, 255) ?? null,
    replayed: reply.getHeader('x-idempotent-replayed') === 'true' ? 1 : 0,
    status: reply.statusCode,
    duration_us: Math.round(reply.elapsedTime * 1000),
    error_code: errorCode,
    origin: textOf(headers.origin)?.slice(0, 300) ?? null,
    user_agent: textOf(headers['user-agent'])?.slice(0, 300) ?? null,
  }
}

/** The same of a request that got no answer, or half of one: its connection was dropped, which nginx logs as 444. */
export function asDropped(entry: LogEntry): LogEntry {
  return { ...entry, status: 444, error_code: 'connection_dropped' }
}

/** What is kept of the key; null for what is none. */
function keyHint(authorization: string | undefined): string | null {
  const [, secret] = /^Bearer +([sp]k_(?:test|live)_\S+)$/i.exec(authorization ?? '') ?? []
  return secret === undefined ? null : hintOf(secret)
}

/** Keys and secrets do not belong into a URL; where somebody puts them there, they are left out. */
function withoutSecrets(url: string): string {
  return url.replace(/(?:sk|pk|cs|whsec|ctl)_[\w-]{6,}|(?<=client_secret=)[^&#]+/g, '[secret]')
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header
}
