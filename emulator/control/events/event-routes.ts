import type { FastifyInstance } from 'fastify'
import { validationFailed } from '../../../src/contract/errors/errors.ts'
import { typedQuery } from '../../pipeline/query-values.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { eventsAfter, findEventOfAnyTenant } from '../../store/events.ts'
import { eventsQuery } from '../bodies.ts'
import type { ReadBody, TargetOf } from '../control.ts'
import { findWithin } from '../long-poll.ts'
import type { GoneOf } from '../who-is-gone.ts'
import { eventTypesOf } from './event-types.ts'

/** Registers /_sandbox/events: what happened, across tenants, in commit order; also as it happens. */
export function registerEvents(
  app: FastifyInstance,
  targetOf: TargetOf,
  readBody: ReadBody,
  goneOf: GoneOf,
): void {
  app.get('/_sandbox/events', async (request, reply) => {
    const { sandbox } = targetOf(request)
    const { query } = typedQuery(eventsQuery, request.query as Record<string, string>)
    const { after, type, tenant, limit = 100, wait_ms = 0 } = readBody(eventsQuery, query)
    // One more than is answered, to know whether there are more.
    const part = {
      afterSeq: after === undefined ? 0 : await seqOf(sandbox, after),
      limit: limit + 1,
      ...(type !== undefined && { types: eventTypesOf(type) }),
      ...(tenant !== undefined && { tenantId: tenant }),
    }
    const found = await findWithin(() => sandbox.store.read(trx => eventsAfter(trx, part)), {
      waitMs: wait_ms,
      listen: sandbox.onCommit,
      gone: goneOf(reply, sandbox),
    })
    // The stored bytes themselves, as they are signed and delivered.
    const data = found.slice(0, limit).map(({ payload }) => payload)
    reply.type('application/json')
    return `{"data":[${data.join(',')}],"has_more":${found.length > limit}}`
  })
}

async function seqOf(sandbox: Sandbox, id: string): Promise<number> {
  const event = await sandbox.store.read(trx => findEventOfAnyTenant(trx, id))
  if (event !== undefined) return event.seq
  throw validationFailed([
    { path: '/after', code: 'not_found', message: `names no event of this sandbox: ${id}` },
  ])
}
