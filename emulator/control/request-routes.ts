import type { FastifyInstance, FastifyReply } from 'fastify'
import type { LoggedRequest } from '../../src/control/sandbox-control.ts'
import { typedQuery } from '../pipeline/query-values.ts'
import { flush } from '../sandbox/flush.ts'
import type { LogEntry } from '../sandbox/request-log.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { toAnswer } from '../store/instants.ts'
import { listRequests, matchesRequest, type RequestFilter } from '../store/request-log.ts'
import { requestsQuery } from './bodies.ts'
import type { ReadBody, TargetOf } from './control.ts'
import { findWithin } from './long-poll.ts'
import type { GoneOf } from './who-is-gone.ts'

/** Registers /_sandbox/requests: the log of answered requests, also live. */
export function registerRequests(
  app: FastifyInstance,
  targetOf: TargetOf,
  readBody: ReadBody,
  goneOf: GoneOf,
): void {
  const followed: Followed = new Set()
  // They have no end of their own, and must not hold up that of the sandbox.
  app.addHook('preClose', async () => {
    for (const end of followed) end()
  })
  app.get('/_sandbox/requests', async (request, reply) => {
    const { sandbox } = targetOf(request)
    const { query } = typedQuery(requestsQuery, request.query as Record<string, string>)
    const { status, path, tenant, limit = 100, after, wait_ms = 0, follow } = readBody(requestsQuery, query)
    const filter: RequestFilter = {
      limit,
      ...(status !== undefined && { statuses: status.split(',') }),
      ...(path !== undefined && { path }),
      ...(tenant !== undefined && { tenantId: tenant }),
      ...(after !== undefined && { after }),
    }
    if (follow === true) {
      await flush(sandbox)
      return await streamRequests(sandbox, filter, reply, followed)
    }
    const find = async () => {
      await flush(sandbox)
      return await sandbox.store.read(trx => listRequests(trx, filter))
    }
    const rows = await findWithin(find, {
      waitMs: wait_ms,
      listen: sandbox.log.follow,
      gone: goneOf(reply, sandbox),
    })
    return { data: rows.map(row => loggedRequest(row, row.number)) }
  })
}

/** What ends each of the answers that have no end of their own. */
type Followed = Set<() => void>

/** An answer without end: what is logged already, then every request as it is answered, one JSON line each. */
async function streamRequests(
  sandbox: Sandbox,
  filter: RequestFilter,
  reply: FastifyReply,
  followed: Followed,
): Promise<FastifyReply> {
  const early: LogEntry[] = []
  let write = (entry: LogEntry): void => void early.push(entry)
  // Before the log is read, so that nothing falls between what was and what comes.
  const stop = sandbox.log.follow(entry => {
    if (matchesRequest(entry, filter)) write(entry)
  })
  const rows = await sandbox.store.read(trx => listRequests(trx, filter))
  reply.hijack()
  const { raw } = reply
  const end = () => {
    stop()
    raw.end()
  }
  followed.add(end)
  raw.once('close', () => {
    stop()
    followed.delete(end)
  })
  raw.writeHead(200, { 'content-type': 'application/x-ndjson', 'x-request-id': reply.request.id })
  // On an empty log the first line may be long in coming; the caller must not think that nobody answers.
  raw.flushHeaders()
  let number = 0
  const line = (entry: LogEntry, given: number) =>
    raw.write(`${JSON.stringify(loggedRequest(entry, given))}\n`)
  for (const row of rows) {
    number = row.number
    line(row, number)
  }
  write = entry => {
    number += 1
    line(entry, number)
  }
  for (const entry of early) write(entry)
  return reply
}

function loggedRequest(entry: LogEntry, number: number): LoggedRequest {
  return {
    number,
    at: toAnswer(entry.at),
    request_id: entry.request_id,
    method: entry.method,
    path: entry.path,
    operation: entry.operation,
    tenant_id: entry.tenant_id,
    key_hint: entry.key_hint,
    idempotency_key: entry.idempotency_key,
    replayed: entry.replayed === 1,
    status: entry.status,
    duration_ms: entry.duration_us / 1000,
    error_code: entry.error_code,
    origin: entry.origin,
    user_agent: entry.user_agent,
  }
}
