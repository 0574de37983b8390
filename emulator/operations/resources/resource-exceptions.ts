import { ApiError, type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import { latestMs, parseInstant } from '../../../src/contract/instants.ts'
import { isDate } from '../../../src/contract/time-range.ts'
import { type ExceptionObject, exceptionObject } from '../../objects/exception.ts'
import { resourceObject } from '../../objects/resource.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { newRow } from '../../rules/context/new-row.ts'
import { previousAttributes, requireRevision, revised } from '../../rules/context/revisions.ts'
import { dateAfter, pointFaults, pointMs, startOfDate } from '../../rules/fields/time-range.ts'
import { rangeAround } from '../../rules/hours/affected-range.ts'
import {
  areOverlapping,
  exceptionColumns,
  exceptionFaults,
  reachOf,
} from '../../rules/hours/exception-terms.ts'
import { emitStranded, strandedBy } from '../../rules/hours/stranded-bookings.ts'
import { localDate } from '../../scheduling/zones.ts'
import {
  type ExceptionFilter,
  exceptionsOf,
  findException,
  insertException,
  pageExceptions,
  removeException,
  saveException,
} from '../../store/exceptions.ts'
import { toStored } from '../../store/instants.ts'
import { mapPage } from '../../store/page.ts'
import { lockResources } from '../../store/resource-locks.ts'
import { findResource } from '../../store/resources.ts'
import type { ExceptionRow, ResourceRow } from '../../store/schema.ts'

export const listExceptions: Handler<'listExceptions'> = async (ctx, { params, query }) => {
  const resource = await requireResource(ctx, params.resource_id)
  const { kind, from, to } = query
  refuseFaults([...pointFaults('/from', from), ...pointFaults('/to', to)])
  const { timezone } = resource
  const filter: ExceptionFilter = {
    ...(kind !== undefined && { kinds: kind.split(',') }),
    ...(from !== undefined && { endsAfter: sinceOf(timezone, from) }),
    ...(to !== undefined && { beginsBefore: untilOf(timezone, to) }),
  }
  const [since, until] = [filter.endsAfter?.instant, filter.beginsBefore?.instant]
  if (since !== undefined && until !== undefined && since >= until) refuseFaults([beforeFrom])
  return mapPage(await pageExceptions(ctx.trx, resource, filter, ctx.page), exceptionObject)
}

const beforeFrom: FieldFault = { path: '/to', code: 'not_after', message: 'must not lie before from' }

/** A point where a period begins, for exceptions in dates and for those in instants. */
function sinceOf(timezone: string, point: string) {
  const ms = pointMs(timezone, point)
  return { date: isDate(point) ? point : localDate(timezone, ms), instant: toStored(ms) }
}

/** A point where a period ends: a date is its last, an instant is not in it. */
function untilOf(timezone: string, point: string) {
  const ms = isDate(point) ? startOfDate(timezone, dateAfter(point)) : (parseInstant(point) ?? Number.NaN)
  return {
    date: isDate(point) ? point : localDate(timezone, ms - 1),
    instant: toStored(Math.min(ms, latestMs)),
  }
}

export const createException: Handler<'createException'> = async (ctx, { params, body }) => {
  const resource = await requireResource(ctx, params.resource_id)
  const { kind, from, to, intervals, reason = null, metadata } = body
  const terms = { kind, from, to, intervals }
  refuseFaults(exceptionFaults(terms))
  const row: ExceptionRow = {
    ...(await newRow(ctx, 'exc', metadata)),
    resource_id: resource.id,
    reason,
    ...exceptionColumns(terms),
  }
  await refuseOverlap(ctx, resource, row)
  return await change(ctx, resource, [row], async () => {
    await insertException(ctx.trx, row)
    ctx.changed('exception', null, row)
  })
}

export const updateException: Handler<'updateException'> = async (ctx, { params, body }) => {
  const resource = await requireResource(ctx, params.resource_id)
  const row = await requireException(ctx, params)
  requireRevision(ctx, row)
  const { reason, metadata, ...changed } = body
  const old = exceptionObject(row)
  // Hours that nobody sent may be left from a kind that needs none: who turns it into `replace` has to say them.
  const known = old.kind === 'replace' || old.intervals.length > 0 ? old.intervals : undefined
  const terms = { kind: old.kind, from: old.from, to: old.to, intervals: known, ...changed }
  refuseFaults(exceptionFaults(terms))
  const next = revised(ctx, row, {
    ...exceptionColumns(terms),
    ...(reason !== undefined && { reason }),
    ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
  })
  if (Object.keys(previousAttributes(old, exceptionObject(next))).length === 0) {
    return { ...old, stranded_booking_ids: [] }
  }
  await refuseOverlap(ctx, resource, next)
  return await change(ctx, resource, [next, row], async () => {
    await saveException(ctx.trx, next)
    ctx.changed('exception', row, next)
  })
}

export const deleteException: Handler<'deleteException'> = async (ctx, { params }) => {
  const resource = await requireResource(ctx, params.resource_id)
  const row = await requireException(ctx, params)
  requireRevision(ctx, row)
  return await change(ctx, resource, [row], async () => {
    await removeException(ctx.trx, row)
    ctx.changed('exception', row, null)
  })
}

/** Makes a change, tells of it and of the bookings that it strands. Rows: as it is then, and as it was. */
async function change(
  ctx: Context,
  resource: ResourceRow,
  rows: readonly [ExceptionRow, ...ExceptionRow[]],
  write: () => Promise<void>,
): Promise<ExceptionObject> {
  const stranded = await strandedBy(ctx, [resource.id], write)
  await ctx.emit('resource.availability_changed', resourceObject(resource), {
    affected_range: rangeAround(rows.map(row => reachOf(resource, row))),
  })
  await emitStranded(ctx, stranded)
  const bookingIds = [...new Set(stranded.map(({ bookingId }) => bookingId))]
  return { ...exceptionObject(rows[0]), stranded_booking_ids: bookingIds }
}

/** Two exceptions that replace the same hours would leave open which of them counts. */
async function refuseOverlap(ctx: Context, resource: ResourceRow, row: ExceptionRow): Promise<void> {
  if (row.kind !== 'replace') return
  await lockResources(ctx.trx, ctx.tenant.id, [resource.id])
  const others = (await exceptionsOf(ctx.trx, ctx.tenant.id, resource.id)).filter(
    other => other.kind === 'replace' && other.id !== row.id && areOverlapping(resource.timezone, other, row),
  )
  if (others.length === 0) return
  const ids = others.map(other => other.id)
  throw new ApiError('exception_overlap', {
    message: `The hours of ${resource.id} are replaced there already by ${ids.join(', ')}`,
    details: { exception_ids: ids },
  })
}

async function requireResource(ctx: Context, id: string): Promise<ResourceRow> {
  return found(await findResource(ctx.trx, ctx.tenant.id, id), 'resource', id)
}

async function requireException(
  ctx: Context,
  { resource_id, exception_id }: { readonly resource_id: string; readonly exception_id: string },
): Promise<ExceptionRow> {
  const row = await findException(ctx.trx, ctx.tenant.id, resource_id, exception_id)
  return found(row, `exception of ${resource_id}`, exception_id)
}
