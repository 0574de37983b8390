import { type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import type { Operations } from '../../../src/contract/index.ts'
import { parseInstant } from '../../../src/contract/instants.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { locationObject } from '../../objects/location.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { newRow } from '../../rules/context/new-row.ts'
import { previousAttributes, requireRevision, revised } from '../../rules/context/revisions.ts'
import { withIanaZone, zoneFaults } from '../../rules/fields/field-faults.ts'
import { emitStranded, strandedBy } from '../../rules/hours/stranded-bookings.ts'
import { weekFaults, wholeWeek } from '../../rules/hours/weekly-hours.ts'
import { findLocation, insertLocation, pageLocations, saveLocation } from '../../store/locations.ts'
import { mapPage } from '../../store/page.ts'
import { resourceIdsAt } from '../../store/resource-lists.ts'
import type { LocationRow } from '../../store/schema.ts'

type Members = InputOf<Operations['updateLocation']>['body']

export const createLocation: Handler<'createLocation'> = async (ctx, { body }) => {
  refuseMembers(body)
  const row: LocationRow = {
    ...(await newRow(ctx, 'loc')),
    name: body.name,
    timezone: body.timezone,
    address: null,
    opening_hours: null,
    holidays: '[]',
    ...changesOf(body),
  }
  await insertLocation(ctx.trx, row)
  ctx.changed('location', null, row)
  return locationObject(row)
}

export const listLocations: Handler<'listLocations'> = async ctx => {
  return mapPage(await pageLocations(ctx.trx, ctx.tenant.id, ctx.page), locationObject)
}

export const getLocation: Handler<'getLocation'> = async (ctx, { params }) => {
  const row = await findLocation(ctx.trx, ctx.tenant.id, params.location_id)
  return locationObject(found(row, 'location', params.location_id))
}

export const updateLocation: Handler<'updateLocation'> = async (ctx, { params, body }) => {
  const id = params.location_id
  const row = found(await findLocation(ctx.trx, ctx.tenant.id, id), 'location', id)
  requireRevision(ctx, row)
  refuseMembers(body)
  const next = revised(ctx, row, changesOf(body))
  const previous = previousAttributes(locationObject(row), locationObject(next))
  if (Object.keys(previous).length === 0) return locationObject(row)
  const closes = ['timezone', 'opening_hours', 'holidays'].some(name => name in previous)
  const affected = closes ? await resourceIdsAt(ctx.trx, ctx.tenant.id, id) : []
  await emitStranded(ctx, await strandedBy(ctx, affected, () => saveLocation(ctx.trx, next)))
  ctx.changed('location', row, next)
  return locationObject(next)
}

function refuseMembers({ timezone, opening_hours, holidays = [] }: Members): void {
  const dates = holidays.map(({ date }) => date)
  const faults: FieldFault[] = [
    ...zoneFaults('/timezone', timezone),
    ...weekFaults('/opening_hours', opening_hours ?? {}),
    ...dates.flatMap((date, index) => dateFaults(`/holidays/${index}/date`, date, dates.slice(0, index))),
  ]
  refuseFaults(faults)
}

function dateFaults(path: string, date: string, earlier: readonly string[]): FieldFault[] {
  if (parseInstant(`${date}T00:00:00Z`) === null) {
    return [{ path, code: 'invalid_format', message: 'must be a date of the calendar such as 2026-12-25' }]
  }
  if (!earlier.includes(date)) return []
  return [{ path, code: 'duplicate', message: `is a holiday already: ${date}` }]
}

/** The columns that the body changes; holidays in order of their dates. */
function changesOf({ opening_hours, holidays, metadata, ...plain }: Members): Partial<LocationRow> {
  const hours = opening_hours == null ? null : JSON.stringify(wholeWeek(opening_hours))
  const days = holidays
    ?.map(({ date, name }) => ({ date, name }))
    .toSorted((a, b) => (a.date < b.date ? -1 : 1))
  return {
    ...withIanaZone(plain),
    ...(opening_hours !== undefined && { opening_hours: hours }),
    ...(days !== undefined && { holidays: JSON.stringify(days) }),
    ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
  }
}
