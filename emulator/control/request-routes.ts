import type { FastifyInstance } from 'fastify'
import { typedQuery } from '../pipeline/query-values.ts'
import { flush } from '../sandbox/flush.ts'
import { listRequests, type RequestFilter } from '../store/request-log.ts'
import { requestsQuery } from './bodies.ts'
import type { ReadBody, TargetOf } from './control.ts'
import { findWithin } from './long-poll.ts'
import { loggedRequest, streamRequests } from './request-stream.ts'
import { openStream } from './stream-answer.ts'
import type { GoneOf } from './who-is-gone.ts'

/** Registers /_sandbox/requests: the log of answered requests, also as it grows. */
export function registerRequests(
  app: FastifyInstance,
  targetOf: TargetOf,
  readBody: ReadBody,
  goneOf: GoneOf,
): void {
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
      const gone = goneOf(reply, sandbox)
      const raw = openStream(reply, 'application/x-ndjson')
      if (raw.writableEnded) return reply
      streamRequests(sandbox, raw, filter, gone).then(
        () => raw.end(),
        // A store that closes under a reader, at the very end; the other side sees the connection go.
        () => raw.destroy(),
      )
      return reply
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
    return { data: rows.map(loggedRequest) }
  })
}
