import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { validationFailed } from '../../../src/contract/errors/errors.ts'
import { events } from '../../../src/contract/event-types.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import type { EventResent, ListenSecret, StreamHello } from '../../../src/control/sandbox-control.ts'
import { choosesEvent } from '../../../src/webhooks/event-patterns.ts'
import { derivedSecret } from '../../../src/webhooks/signing.ts'
import { typedQuery } from '../../pipeline/query-values.ts'
import { found } from '../../rules/context/found.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import {
  beforeAllEvents,
  countEventsAfter,
  endOfLog,
  findEventOfAnyTenant,
  type LogPosition,
  lastBefore,
  positionAt,
} from '../../store/events.ts'
import { toStored } from '../../store/instants.ts'
import type { Trx } from '../../store/schema.ts'
import type { ReadBody, TargetOf } from '../control.ts'
import { redeliverTo } from '../redeliver-to.ts'
import { openStream } from '../stream-answer.ts'
import { type Resend, streamEvents } from './event-stream.ts'
import { eventStreamQuery, resendBody } from './event-stream-bodies.ts'

type Query = Static<typeof eventStreamQuery>

/** Registers /_sandbox/events/stream, what sends events to its followers again, and the secret that they sign with. */
export function registerEventStream(
  app: FastifyInstance,
  targetOf: TargetOf,
  readBody: ReadBody,
  { heartbeatMs = 15_000 }: { readonly heartbeatMs?: number },
): void {
  const followers = new Map<Sandbox, Set<Resend>>()
  const closing = new AbortController()
  // They have no end of their own, and must not hold up that of the server.
  app.addHook('preClose', async () => closing.abort())

  app.get(
    '/_sandbox/listen-secret',
    (request): ListenSecret => ({ secret: derivedSecret(targetOf(request).sandbox.seed, 'listen') }),
  )

  app.get('/_sandbox/events/stream', async (request, reply) => {
    const { sandbox, id } = targetOf(request)
    const { query } = typedQuery(eventStreamQuery, request.query as Record<string, string>)
    const { type, tenant: tenantId, ...asked } = readBody(eventStreamQuery, query)
    const place = Object.keys(asked).length > 0 ? asked : placeIn(request.headers['last-event-id'])
    const patterns = type === undefined ? undefined : patternsOf(type)
    const types = Object.keys(events).filter(name => patterns === undefined || choosesEvent(patterns, name))
    const { generation } = sandbox
    const { from, begins, waiting } = await sandbox.store.read(async trx => {
      const start = await startOf(trx, place, sandbox.clock.now())
      const counted = { afterSeq: start.from.seq, types, ...(tenantId !== undefined && { tenantId }) }
      return { ...start, waiting: await countEventsAfter(trx, counted) }
    })
    const raw = openStream(reply, 'text/event-stream')
    if (raw.writableEnded) return reply
    const left = new AbortController()
    raw.once('close', () => left.abort())
    const gone = AbortSignal.any([closing.signal, left.signal, sandbox.ended])
    const follow = (resend: Resend) => {
      const own = followers.get(sandbox) ?? new Set()
      followers.set(sandbox, own.add(resend))
      return () => {
        own.delete(resend)
        if (own.size === 0) followers.delete(sandbox)
      }
    }
    const wish = { tenantId, patterns, from, generation, hello: { sandbox: id, begins, waiting } }
    streamEvents(sandbox, raw, wish, { heartbeatMs, gone, follow }).then(
      () => raw.end(),
      // A store that closes under a reader, at the very end; the other side sees the connection go.
      () => raw.destroy(),
    )
    return reply
  })

  app.post<{ Params: { event: string } }>(
    '/_sandbox/events/:event/resend',
    async (request): Promise<EventResent> => {
      const { webhook_ids } = readBody(resendBody, request.body)
      const { sandbox } = targetOf(request)
      const { event: eventId } = request.params
      const event = found(
        await sandbox.store.read(trx => findEventOfAnyTenant(trx, eventId)),
        'event',
        eventId,
      )
      const answer = { event_id: event.id, type: event.type }
      if (webhook_ids === undefined) {
        const took = [...(followers.get(sandbox) ?? [])].filter(resend => resend(event))
        return { ...answer, listeners: took.length, deliveries: [] }
      }
      return { ...answer, listeners: 0, deliveries: await redeliverTo(sandbox, event, webhook_ids) }
    },
  )
}

/** Where the stream begins. An event to go on after may be gone, with the whole log; one to begin with must be there. */
async function startOf(
  trx: Trx,
  { after, from, since, since_seconds }: Pick<Query, 'after' | 'from' | 'since' | 'since_seconds'>,
  nowMs: number,
): Promise<{ readonly from: LogPosition; readonly begins: StreamHello['begins'] }> {
  const asked = (position: LogPosition) => ({ from: position, begins: 'as_asked' as const })
  if (since_seconds !== undefined)
    return asked(await positionAt(trx, toStored(nowMs - since_seconds * 1_000)))
  if (since !== undefined) return asked(await positionAt(trx, toStored(instantMs(since))))
  if (from !== undefined) {
    const first = await findEventOfAnyTenant(trx, from)
    if (first === undefined) throw validationFailed([unknownEvent(from)])
    return asked(await lastBefore(trx, first.seq))
  }
  if (after === 'start') return asked(beforeAllEvents)
  const last = after === undefined ? undefined : await findEventOfAnyTenant(trx, after)
  if (last !== undefined) return asked({ seq: last.seq, eventId: last.id })
  return { from: await endOfLog(trx), begins: after === undefined ? 'now' : 'now_for_lack' }
}

function unknownEvent(id: string) {
  return { path: '/from', code: 'not_found', message: `names no event of this sandbox: ${id}` }
}

/** Other readers of such streams say with a header where they go on. */
function placeIn(lastEventId: string | string[] | undefined): Pick<Query, 'after'> {
  return typeof lastEventId === 'string' && lastEventId !== '' ? { after: lastEventId } : {}
}

function patternsOf(type: string): readonly string[] {
  const patterns = type.split(',')
  if (Object.keys(events).some(name => choosesEvent(patterns, name))) return patterns
  throw validationFailed([
    { path: '/type', code: 'unknown_event', message: `chooses no event type: ${type}` },
  ])
}
