import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import type { Operations } from '../../../src/contract/index.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { findBooking } from '../../store/bookings.ts'
import { unknownIds } from '../../store/known-ids.ts'
import { resourcesWithIds } from '../../store/resources.ts'
import type { BookingRow, ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { unknownIdFault } from '../fields/field-faults.ts'
import type { Need } from '../placing/availability.ts'
import { resourcesOfGroup } from '../placing/group-resources.ts'
import { serviceAsBooked } from '../placing/service-as-booked.ts'
import { readServiceRequest } from '../placing/service-request.ts'

type Body = InputOf<Operations['searchAvailability']>['body']
type SentService = NonNullable<Body['services']>[number]

/** One service of a search, and who may serve it. */
export interface SearchedService {
  readonly need: Need
  readonly candidates: readonly ResourceRow[]
  /** Whether a booking that takes these resources is one that was asked for. */
  readonly accepts: (resourceIds: readonly string[]) => boolean
}

interface Read<Value> {
  readonly value: Value
  readonly faults: readonly FieldFault[]
}

/** What a search is for; and the booking that is to be moved, if it is for one. */
interface Search extends Read<readonly SearchedService[]> {
  readonly booking?: BookingRow
}

/** Reads what a search is for. The faults are the caller's to throw, together with those of the range. */
export async function readSearch(ctx: Context, body: Body): Promise<Search> {
  if (body.booking_id !== undefined) return await readMove(ctx, body, body.booking_id)
  if (body.services === undefined) {
    const message = 'is required, unless booking_id says what is to be moved'
    return { value: [], faults: [{ path: '/services', code: 'required', message }] }
  }
  const read: Read<SearchedService | null>[] = []
  for (const [i, sent] of body.services.entries()) read.push(await readService(ctx, sent, `/services/${i}`))
  return {
    value: read.flatMap(({ value }) => value ?? []),
    faults: read.flatMap(({ faults }) => faults),
  }
}

async function readService(
  ctx: Context,
  sent: SentService,
  at: string,
): Promise<Read<SearchedService | null>> {
  const { service_id, resources, party_size = 1 } = sent
  const { service, candidates, faults } = await readServiceRequest(ctx, { service_id }, at)
  const ofFilter = await filterFaults(ctx, resources, `${at}/resources`)
  if (service === undefined) return { value: null, faults: [...faults, ...ofFilter] }
  const need = { service, units: party_size, neverPast: true }
  return { value: { need, ...filtered(candidates, resources) }, faults: [...faults, ...ofFilter] }
}

/** Where a booking could go: with its own length, buffers and party, and its own resource unless others are named. */
async function readMove(ctx: Context, body: Body, bookingId: string): Promise<Search> {
  const row = await findBooking(ctx.trx, ctx.tenant.id, bookingId)
  if (row === undefined) return { value: [], faults: [unknownIdFault('/booking_id', 'booking', bookingId)] }
  const [sent, ...more] = body.services ?? []
  const faults = [
    ...(sent === undefined ? [] : mismatches(sent, row)),
    ...(await filterFaults(ctx, sent?.resources, '/services/0/resources')),
  ]
  if (more.length > 0) {
    faults.push({ path: '/services', code: 'too_many', message: 'may name the one service of the booking' })
  }
  const service = await serviceAsBooked(ctx, row)
  const own = await resourcesWithIds(ctx.trx, ctx.tenant.id, [row.resource_id])
  const others = sent === undefined ? [] : await resourcesOfGroup(ctx, service.requirements[0])
  const allocations = JSON.parse(row.allocations) as { resource_id: string }[]
  const need = {
    service,
    units: row.party_size,
    excludeIds: [row.id],
    preferredIds: allocations.map(({ resource_id }) => resource_id),
    neverPast: true,
  }
  const everybody = [...own, ...others.filter(({ id }) => id !== row.resource_id)]
  return { value: [{ need, ...filtered(everybody, sent?.resources) }], faults, booking: row }
}

function mismatches({ service_id, party_size }: SentService, row: BookingRow): FieldFault[] {
  const at = (member: string, own: string | number) => ({
    path: `/services/0/${member}`,
    code: 'booking_mismatch',
    message: `must be that of the booking: ${own}`,
  })
  return [
    ...(service_id === row.service_id ? [] : [at('service_id', row.service_id)]),
    ...(party_size === undefined || party_size === row.party_size ? [] : [at('party_size', row.party_size)]),
  ]
}

function filtered(candidates: readonly ResourceRow[], { any, all, none }: SentService['resources'] = {}) {
  return {
    candidates: candidates.filter(({ id }) => none?.includes(id) !== true),
    accepts: (ids: readonly string[]) =>
      (any === undefined || any.some(id => ids.includes(id))) &&
      (all === undefined || all.every(id => ids.includes(id))) &&
      (none === undefined || !none.some(id => ids.includes(id))),
  }
}

async function filterFaults(
  ctx: Context,
  filter: SentService['resources'] = {},
  at: string,
): Promise<FieldFault[]> {
  const lists = Object.entries(filter) as [string, readonly string[]][]
  const unknown = await unknownIds(ctx.trx, 'resources', ctx.tenant.id, [
    ...new Set(lists.flatMap(([, ids]) => ids)),
  ])
  return lists.flatMap(([name, ids]) =>
    ids.flatMap((id, i) =>
      unknown.includes(id) ? [unknownIdFault(`${at}/${name}/${i}`, 'resource', id)] : [],
    ),
  )
}
