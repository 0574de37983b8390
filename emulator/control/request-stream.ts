import type { ServerResponse } from 'node:http'
import type { LoggedRequest } from '../../src/control/sandbox-control.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { toAnswer } from '../store/instants.ts'
import { listRequests, matchesRequest, type RequestFilter, requestsNumbered } from '../store/request-log.ts'
import type { RequestLogRow } from '../store/schema.ts'
import { createBell } from './bell.ts'
import { createBacklog } from './events/backlog.ts'
import { pacedWriter } from './stream-answer.ts'

/** As many requests wait for a follower that does not read; it is told how many more there were. */
const mostWaiting = 1_000
/** As many are read and written at once. */
const batch = 100
/** Nothing has to be said while nothing happens. */
const longestRestMs = 600_000

/**
 * Writes what is logged already, then every request once it is logged, one JSON line each, until `gone`. However
 * little a follower reads, it costs no more than its backlog, whose rows all followers share.
 */
export async function streamRequests(
  sandbox: Sandbox,
  raw: ServerResponse,
  filter: RequestFilter,
  gone: AbortSignal,
): Promise<void> {
  const bell = createBell(gone)
  const backlog = createBacklog<RequestLogRow>(mostWaiting)
  const { generation } = sandbox
  let stopListening = () => {}
  const write = pacedWriter(raw, gone)
  const writeLine = (line: object) => write(`${JSON.stringify(line)}\n`)
  try {
    // Requests are logged in writes: between two of them nothing falls between what was and what comes.
    const numbers = await sandbox.store.write(async trx => {
      stopListening()
      stopListening = sandbox.log.onLogged(rows => {
        for (const row of rows) if (matchesRequest(row, filter)) backlog.add(row)
        bell.ring()
      })
      return (await listRequests(trx, filter)).map(row => row.number)
    })
    while (numbers.length > 0 && !gone.aborted) {
      const page = numbers.splice(0, batch)
      // Read as they are written, and no longer there when other data has come or the log has gone on.
      const rows =
        sandbox.generation === generation ? await sandbox.store.read(trx => requestsNumbered(trx, page)) : []
      for (const row of rows) await writeLine(loggedRequest(row))
      if (rows.length < page.length) await writeLine({ skipped: page.length - rows.length })
    }
    while (!gone.aborted) {
      bell.quieten()
      const lines = backlog.take(batch)
      for (const line of lines) await writeLine('skipped' in line ? line : loggedRequest(line))
      if (lines.length === 0) await bell.rungWithin(longestRestMs)
    }
  } finally {
    stopListening()
    bell.stop()
  }
}

/** A request as it is told of: no key or body is in it. */
export function loggedRequest(row: RequestLogRow): LoggedRequest {
  return {
    number: row.number,
    at: toAnswer(row.at),
    request_id: row.request_id,
    method: row.method,
    path: row.path,
    operation: row.operation,
    tenant_id: row.tenant_id,
    key_hint: row.key_hint,
    idempotency_key: row.idempotency_key,
    replayed: row.replayed === 1,
    status: row.status,
    duration_ms: row.duration_us / 1000,
    error_code: row.error_code,
    origin: row.origin,
    user_agent: row.user_agent,
  }
}
