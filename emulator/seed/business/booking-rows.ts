import { defaultPolicy } from '../../../src/contract/objects/default-policy.ts'
import { deadlinesOf } from '../../rules/booking-life/booking-deadlines.ts'
import { fromStored, toStored } from '../../store/instants.ts'
import type { BookingHistoryRow, BookingRow, OccupancyRow } from '../../store/schema.ts'
import type { Business, ServiceSpec } from './business.ts'
import type { DisputeOf } from './dispute-rows.ts'
import { type FateOf, freedAt } from './fate.ts'
import { blockOf, priceOf, type Slot } from './fill-days.ts'
import { type JobRow, jobRow } from './job-row.ts'
import { moneyOf } from './object-rows.ts'
import { type MoneyRows, paymentRows, withSummary } from './payment-rows.ts'
import { peopleOf } from './people.ts'
import type { Random } from './random.ts'

/** A booking, what it takes of each resource, what was paid for it, and what the clock is to do with all that. */
export interface BookingRows extends MoneyRows {
  readonly booking: BookingRow
  readonly history: readonly BookingHistoryRow[]
  readonly occupancies: readonly OccupancyRow[]
}

export interface BookingMaker {
  readonly tenantId: string
  readonly business: Business
  readonly fateOf: FateOf
  /** Of every service: to write the same text for each booking takes longer than the booking. */
  readonly policies: ReadonlyMap<ServiceSpec, ReturnType<typeof policyOf>>
  /** The end of the present day. */
  readonly tomorrowMs: number
  readonly random: Random
  /** For what is paid. */
  readonly money: Random
  readonly disputeOf: DisputeOf
  /** Somebody who was a customer by then. */
  readonly customerAt: (ms: number) => string
}

/** The policy that bookings of a service keep, and its text. */
export function policyOf(service: ServiceSpec) {
  const policy = {
    ...defaultPolicy,
    ...(service.confirmation !== undefined && { confirmation: service.confirmation }),
    ...service.policy,
  }
  return { policy, policyText: JSON.stringify(policy) }
}

/** The rows of one booking. */
export function bookingRows(slot: Slot, maker: BookingMaker): BookingRows {
  const { random, tenantId } = maker
  const { service, taken, startMs, endMs, units } = slot
  const { policy, policyText } = maker.policies.get(service) ?? policyOf(service)
  const fate = maker.fateOf(slot, policy)
  const createdMs = fromStored(fate.members.created_at)
  const { currency } = maker.business
  const price = priceOf(service, taken[0]?.resource.id ?? '')
  const plain: BookingRow = {
    payment: null,
    price: moneyOf(price, currency),
    deposit: moneyOf(service.deposit, currency),
    tenant_id: tenantId,
    id: random.id('bk', createdMs),
    metadata: random.chance(0.08)
      ? JSON.stringify({ source: random.one(['phone', 'walk-in', 'website']) })
      : '{}',
    customer_id: maker.customerAt(createdMs),
    service_id: service.id,
    resource_id: taken[0]?.resource.id ?? '',
    location_id: taken[0]?.resource.location_id ?? null,
    series_id: null,
    hold_id: null,
    start_at: toStored(startMs),
    end_at: toStored(endMs),
    original_start_at: null,
    buffer_before_min: service.buffer_before_min ?? 0,
    buffer_after_min: service.buffer_after_min ?? 0,
    channel: random.one(service.channels ?? ['in_person']),
    notes: random.chance(0.2) ? random.one(maker.business.notes) : null,
    send_confirmation: random.chance(0.9) ? 1 : 0,
    party_size: units,
    attendees: JSON.stringify(attendeesOf(units, createdMs, maker)),
    allocations: JSON.stringify(taken.map(({ group, resource }) => ({ group, resource_id: resource.id }))),
    override_conflicts: 0,
    policy: policyText,
    ...fate.members,
  }
  const { deposit = 0 } = service
  const money = paymentRows(plain, fate.steps, { price, deposit, currency, policy }, maker)
  const booking = withSummary(plain, money)
  return {
    booking,
    ...money,
    history: fate.steps.map(({ money: _, ...step }) => ({
      tenant_id: tenantId,
      id: random.id('bt', fromStored(step.at)),
      booking_id: booking.id,
      request_id: null,
      ...step,
    })),
    occupancies: occupanciesOf(booking, slot, freedAt(fate)),
    jobs: endMs < maker.tomorrowMs ? money.jobs : [...jobsOf(booking, maker.tomorrowMs), ...money.jobs],
  }
}

/** Some who come along are known by name. */
function attendeesOf(units: number, createdMs: number, { random, business }: BookingMaker) {
  if (units === 1 || random.chance(0.6)) return []
  return peopleOf(random, random.whole(1, Math.min(units - 1, 4)), business.customers.indianNames).map(
    ({ given, family }) => ({ id: random.id('att', createdMs), name: `${given} ${family}`, email: null }),
  )
}

function occupanciesOf(
  booking: BookingRow,
  { service, taken, startMs, endMs, units }: Slot,
  freedMs: number,
): OccupancyRow[] {
  if (booking.status === 'cancelled' || booking.status === 'declined') return []
  const [fromMs, toMs] = blockOf(service, startMs, endMs)
  return taken.map(({ resource }) => ({
    tenant_id: booking.tenant_id,
    resource_id: resource.id,
    holder_id: booking.id,
    kind: 'booking',
    expires_at: null,
    service_id: service.id,
    start_at: booking.start_at,
    end_at: toStored(Math.min(endMs, freedMs)),
    blocks_from: toStored(fromMs),
    blocks_to: toStored(Math.min(toMs, freedMs)),
    units,
  }))
}

/** What is due today counts as done: a sandbox that begins at noon must not catch up on the morning. */
function jobsOf(booking: BookingRow, tomorrowMs: number): JobRow[] {
  return deadlinesOf(booking, tomorrowMs)
    .filter(({ dueMs }) => dueMs >= tomorrowMs)
    .map(({ kind, dueMs, data }) => jobRow(booking, kind, dueMs, data))
}
