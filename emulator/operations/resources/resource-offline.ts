import { ApiError, validationFailed } from '../../../src/contract/errors/errors.ts'
import { instantMs, latestMs } from '../../../src/contract/instants.ts'
import { resourceObject, type StoredOffline, storedOffline } from '../../objects/resource.ts'
import type { Context, Handler, Job } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { previousAttributes, requireRevision, revised } from '../../rules/context/revisions.ts'
import { changeResource } from '../../rules/hours/change-resource.ts'
import { emitStranded, strandedBy } from '../../rules/hours/stranded-bookings.ts'
import { dropJobs } from '../../store/due-jobs.ts'
import { fromStored, toStored } from '../../store/instants.ts'
import { occupanciesBetween } from '../../store/occupancies.ts'
import { findResource } from '../../store/resources.ts'
import type { ResourceRow } from '../../store/schema.ts'

export const takeResourceOffline: Handler<'takeResourceOffline'> = async (ctx, { params, body }) => {
  const row = await requireResource(ctx, params.resource_id)
  requireRevision(ctx, row)
  if (row.status === 'archived') throw illegalMove(row, 'take_offline')
  const current = row.status === 'offline' ? storedOffline(row) : null
  const fromMs = body.from === undefined ? startMs(ctx, current) : instantMs(body.from)
  const untilMs = body.until == null ? null : instantMs(body.until)
  refusePeriod(ctx, fromMs, untilMs)
  if (current !== null && fromMs > ctx.now) throw illegalMove(row, 'take_offline')

  const begins = fromMs <= ctx.now
  const period: StoredOffline = {
    from: toStored(fromMs),
    until: untilMs === null ? null : toStored(untilMs),
    reason: body.reason ?? null,
  }
  const next = revised(ctx, row, {
    status: begins ? 'offline' : 'online',
    offline: JSON.stringify(period),
  })
  const resource = resourceObject(next)
  const affected = await bookingsIn(ctx, row, period)
  if (Object.keys(previousAttributes(resourceObject(row), resource)).length === 0) {
    return { ...resourceObject(row), affected_booking_ids: affected }
  }
  const stranded = await strandedBy(ctx, [row.id], () => changeResource(ctx, row, next))
  await dropJobs(ctx.trx, ctx.tenant.id, row.id)
  await ctx.schedule(jobsOf(row.id, period, begins))
  if (begins) await ctx.emit('resource.taken_offline', resource, { affected_booking_ids: affected })
  await emitStranded(ctx, stranded)
  return { ...resource, affected_booking_ids: affected }
}

export const bringResourceOnline: Handler<'bringResourceOnline'> = async (ctx, { params }) => {
  const row = await requireResource(ctx, params.resource_id)
  requireRevision(ctx, row)
  if (row.status === 'archived' || row.offline === null) throw illegalMove(row, 'bring_online')
  await dropJobs(ctx.trx, ctx.tenant.id, row.id)
  return await comeOnline(ctx, row)
}

/** At the beginning of a planned period: what is in it may be more or less than when it was planned. */
export async function beginOffline(ctx: Context, resourceId: string): Promise<void> {
  const row = await findResource(ctx.trx, ctx.tenant.id, resourceId)
  const period = row === undefined ? null : storedOffline(row)
  if (row?.status !== 'online' || period === null || fromStored(period.from) > ctx.now) return
  const next = revised(ctx, row, { status: 'offline' })
  await changeResource(ctx, row, next)
  const affected = await bookingsIn(ctx, row, period)
  await ctx.emit('resource.taken_offline', resourceObject(next), { affected_booking_ids: affected })
}

/** At the end of a period. */
export async function endOffline(ctx: Context, resourceId: string): Promise<void> {
  const row = await findResource(ctx.trx, ctx.tenant.id, resourceId)
  const until = row === undefined ? null : (storedOffline(row)?.until ?? null)
  if (row?.status !== 'offline' || until === null || fromStored(until) > ctx.now) return
  await comeOnline(ctx, row)
}

/** A period that had not begun was told to nobody, and so its end is not either. */
async function comeOnline(ctx: Context, row: ResourceRow) {
  const next = revised(ctx, row, { status: 'online', offline: null })
  await changeResource(ctx, row, next)
  if (row.status === 'offline') await ctx.emit('resource.brought_online', resourceObject(next))
  return resourceObject(next)
}

/** Now, in whole seconds, as all instants of the API; an offline resource has been so since it was taken offline. */
function startMs(ctx: Context, current: StoredOffline | null): number {
  return current === null ? Math.floor(ctx.now / 1000) * 1000 : fromStored(current.from)
}

function refusePeriod(ctx: Context, fromMs: number, untilMs: number | null): void {
  if (untilMs === null) return
  if (untilMs <= fromMs) {
    throw validationFailed([{ path: '/until', code: 'not_after', message: 'must be later than from' }])
  }
  if (untilMs <= ctx.now) {
    throw validationFailed([{ path: '/until', code: 'in_past', message: 'must lie in the future' }])
  }
}

function jobsOf(objectId: string, { from, until }: StoredOffline, begins: boolean): Job[] {
  return [
    ...(begins ? [] : [{ kind: 'resource.offline_begins', objectId, dueMs: fromStored(from) }]),
    ...(until == null ? [] : [{ kind: 'resource.offline_ends', objectId, dueMs: fromStored(until) }]),
  ]
}

/** Ids of the bookings that the period meets from now on, by start; also of one that is under way. */
async function bookingsIn(ctx: Context, row: ResourceRow, { from, until }: StoredOffline): Promise<string[]> {
  const fromMs = Math.max(ctx.now, fromStored(from))
  const toMs = until == null ? latestMs : fromStored(until)
  const taken = await occupanciesBetween(ctx.trx, row, { fromMs, toMs, nowMs: ctx.now })
  const inPeriod = taken
    // Buffers need not lie in open hours.
    .filter(
      ({ kind, start_at, end_at }) =>
        kind === 'booking' && fromStored(start_at) < toMs && fromStored(end_at) > fromMs,
    )
    .toSorted((a, b) => (`${a.start_at} ${a.holder_id}` < `${b.start_at} ${b.holder_id}` ? -1 : 1))
  return inPeriod.map(({ holder_id }) => holder_id)
}

/** The refusal of a move that the state of the resource does not allow. */
function illegalMove(row: ResourceRow, action: 'take_offline' | 'bring_online'): ApiError {
  const allowed = {
    online: ['take_offline', 'archive'],
    offline: ['bring_online', 'archive'],
    archived: [],
  }[row.status as 'online' | 'offline' | 'archived']
  const why =
    row.status === 'offline'
      ? 'and can only be so later once it was brought online'
      : `which does not allow ${action}`
  return new ApiError('invalid_state_transition', {
    message: `Resource ${row.id} is ${row.status}, ${why}`,
    details: { from: row.status, action, allowed },
  })
}

async function requireResource(ctx: Context, id: string): Promise<ResourceRow> {
  return found(await findResource(ctx.trx, ctx.tenant.id, id), 'resource', id)
}
