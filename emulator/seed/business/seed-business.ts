import { createTurns } from '../../../src/time/turns.ts'
import { dateOfDay, dayMs, instantsOfDate, localDay } from '../../scheduling/zones.ts'
import { insertRows } from '../../store/bulk-insert.ts'
import { insertCustomers } from '../../store/customers.ts'
import type { Trx } from '../../store/schema.ts'
import type { Making } from '../../store/store.ts'
import { defaultTenantId } from '../default-members.ts'
import { type BookingMaker, bookingRows, policyOf } from './booking-rows.ts'
import { bookingWriter } from './booking-writer.ts'
import type { Business, BusinessKind } from './business.ts'
import { customerBase } from './customer-base.ts'
import { disputes } from './dispute-rows.ts'
import { fates } from './fate.ts'
import { fillDays } from './fill-days.ts'
import { objectRows } from './object-rows.ts'
import { peopleOf } from './people.ts'
import { randomOf } from './random.ts'
import { seasonOf } from './season.ts'

/** What a business is made for. */
export interface BusinessOptions {
  /** Bookings; the usual number of the data set by default. */
  readonly size?: number | undefined
  /** Any word: another one gives other data of the same kind. */
  readonly seed: string
  /** Sandbox time; only its local day counts. */
  readonly nowMs: number
  readonly making?: Making | undefined
}

/** A business grows slower than the number of its bookings: with more of them, its past grows too. */
function scaleOf(size: number, usualSize: number): number {
  return Math.min(12, Math.max(1, Math.sqrt(size / usualSize)))
}

/**
 * Writes a business with its bookings, past ones and those of the coming weeks; gives what it is. No events are
 * recorded for them. The same options on the same day write the same bytes.
 */
export async function seedBusiness(
  trx: Trx,
  kind: BusinessKind,
  { size = kind.usualSize, seed, nowMs, making = {} }: BusinessOptions,
): Promise<Business> {
  const turns = createTurns(making.ended)
  const random = (part: string) => randomOf(kind.name, seed, size, part)
  const today = localDay(kind.timezone, nowMs)
  const startOf = (day: number) => instantsOfDate(kind.timezone, dateOfDay(day))[0]?.startMs ?? day * dayMs
  const names = peopleOf(random('staff'), 200, kind.indianStaff).values()
  const business = kind.make({
    random: random('business'),
    scale: scaleOf(size, kind.usualSize),
    staffName: () => {
      const { given = 'Sam', family = 'Roy' } = names.next().value ?? {}
      return `${given} ${family}`
    },
    dateIn: days => dateOfDay(today + days),
  })
  if (turns.isOver) await turns.pass()
  const season = seasonOf(business, size, today)
  // The first customers came before the first bookings were made.
  const openedMs = startOf(season.firstDay) - 120 * dayMs
  const customers = customerBase(business.customers, { size, fromMs: openedMs, toMs: startOf(today) }, random)
  for (const rows of customers.batches(200)) {
    await insertCustomers(trx, rows)
    if (turns.isOver) await turns.pass()
  }

  const writer = bookingWriter(trx, turns)
  const [startOfToday, tomorrowMs] = [startOf(today), startOf(today + 1)]
  const maker: BookingMaker = {
    tenantId: defaultTenantId,
    business,
    fateOf: fates(startOfToday, random('fates'), random('holds')),
    policies: new Map(business.services.map(service => [service, policyOf(service)])),
    tomorrowMs,
    random: random('bookings'),
    money: random('money'),
    disputeOf: disputes({ nowMs: startOfToday, tomorrowMs }, random('disputes')),
    customerAt: customers.oneAt,
  }
  let made = 0
  for (const slot of fillDays(business, season, random('days'))) {
    await writer.add(bookingRows(slot, maker))
    made += 1
    making.onProgress?.(made, size)
    if (turns.isOver) await turns.pass()
  }
  await writer.end()

  const objects = objectRows(business, openedMs, writer.longestBlocks)
  await insertRows(trx, 'locations', objects.locations)
  await insertRows(trx, 'skills', objects.skills)
  await insertRows(trx, 'resources', objects.resources)
  await insertRows(trx, 'exceptions', objects.exceptions)
  await insertRows(trx, 'services', objects.services)
  return business
}
