import type { Static } from 'typebox'
import { refuseFaults } from '../../../src/contract/errors/errors.ts'
import type { WorkingHours } from '../../../src/contract/objects/working-hours.ts'
import { resourceObject } from '../../objects/resource.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { requireRevision, revised } from '../../rules/context/revisions.ts'
import { fromNowOn } from '../../rules/hours/affected-range.ts'
import { changeResource } from '../../rules/hours/change-resource.ts'
import { emitStranded, strandedBy } from '../../rules/hours/stranded-bookings.ts'
import { type Week, weekFaults, wholeWeek } from '../../rules/hours/weekly-hours.ts'
import { findResource } from '../../store/resources.ts'
import type { ResourceRow } from '../../store/schema.ts'

export const getWorkingHours: Handler<'getWorkingHours'> = async (ctx, { params }) => {
  const row = await findResource(ctx.trx, ctx.tenant.id, params.resource_id)
  return hoursObject(found(row, 'resource', params.resource_id))
}

export const setWorkingHours: Handler<'setWorkingHours'> = async (ctx, { params, body }) => {
  const id = params.resource_id
  const row = found(await findResource(ctx.trx, ctx.tenant.id, id), 'resource', id)
  requireRevision(ctx, row)
  const faults = weekFaults('/weekly', body.weekly)
  refuseFaults(faults)
  const weekly = JSON.stringify(wholeWeek(body.weekly))
  if (weekly === JSON.stringify(weekOf(row))) return { ...hoursObject(row), stranded_booking_ids: [] }
  const next = revised(ctx, row, { weekly })
  const stranded = await strandedBy(ctx, [id], () => changeResource(ctx, row, next))
  await ctx.emit('resource.availability_changed', resourceObject(next), { affected_range: fromNowOn(ctx) })
  await emitStranded(ctx, stranded)
  const bookingIds = [...new Set(stranded.map(({ bookingId }) => bookingId))]
  return { ...hoursObject(next), stranded_booking_ids: bookingIds }
}

function weekOf(row: ResourceRow): Week {
  return wholeWeek(JSON.parse(row.weekly) as Partial<Week>)
}

function hoursObject(row: ResourceRow): Static<typeof WorkingHours> {
  return { resource_id: row.id, timezone: row.timezone, weekly: weekOf(row), revision: row.revision }
}
