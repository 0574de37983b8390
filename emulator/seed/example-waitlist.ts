import { latestMs } from '../../src/contract/instants.ts'
import { dayMs, instantOf, localDate } from '../scheduling/zones.ts'
import { insertHold } from '../store/holds.ts'
import { toStored } from '../store/instants.ts'
import { occupy } from '../store/occupancies.ts'
import type { HoldRow, Trx, WaitlistEntryRow } from '../store/schema.ts'
import { insertWaitlistEntry, turnOf } from '../store/waitlist-entries.ts'
import { common } from './default-members.ts'

/**
 * Two who wait for a check-up. The first has been offered one of next week; the other one is next. Unlike the rest of
 * the data set this is as of the day of `nowMs`, so that the offer is open whenever somebody starts. It stands until
 * its start, and like all of the example data it has no deadline: the clock leaves it alone.
 */
export async function insertExampleWaitlist(trx: Trx, nowMs: number): Promise<void> {
  const madeMs = Math.floor(nowMs / 1000) * 1000
  // Instants end with the year 9999.
  if (madeMs > latestMs - 30 * dayMs) return
  const hold = holdAt(madeMs, morningNextWeek(madeMs))
  const { id: hold_id, start_at, resource_id, expires_at } = hold
  await insertHold(trx, hold)
  await occupy(trx, {
    tenant_id: hold.tenant_id,
    resource_id,
    holder_id: hold_id,
    kind: 'hold',
    service_id: hold.service_id,
    start_at,
    end_at: hold.end_at,
    blocks_from: start_at,
    blocks_to: hold.end_at,
    units: hold.party_size,
    expires_at,
  })
  const window = [madeMs, madeMs + 14 * dayMs] as const
  await insertWaitlistEntry(trx, {
    ...entryOf('wl_priya_01', 'cust_priya_01', madeMs - 2 * dayMs, window),
    updated_at: toStored(madeMs),
    revision: 2,
    status: 'offered',
    hold_id,
    offer_start_at: start_at,
    offer_resource_id: resource_id,
    offer_expires_at: expires_at,
  })
  await insertWaitlistEntry(trx, entryOf('wl_arjun_01', 'cust_arjun_02', madeMs - dayMs, window))
}

const zone = 'Asia/Kolkata'

/** Ten o'clock, a week from now; the doctors do not work on Sundays. */
function morningNextWeek(nowMs: number): number {
  const date = localDate(zone, nowMs + 7 * dayMs)
  const isSunday = new Date(`${date}T00:00:00Z`).getUTCDay() === 0
  return instantOf(zone, isSunday ? localDate(zone, nowMs + 8 * dayMs) : date, '10:00')
}

function holdAt(madeMs: number, startMs: number): HoldRow {
  const madeAt = toStored(madeMs)
  return {
    ...common,
    created_at: madeAt,
    updated_at: madeAt,
    id: 'hold_offer_01',
    service_id: 'svc_checkup_20',
    resource_id: 'res_dr_asha',
    start_at: toStored(startMs),
    end_at: toStored(startMs + 20 * 60_000),
    party_size: 1,
    ttl_seconds: (startMs - madeMs) / 1000,
    allocations: JSON.stringify([{ group: 'staff', resource_id: 'res_dr_asha' }]),
    expires_at: toStored(startMs),
    status: 'active',
  }
}

function entryOf(
  id: string,
  customer_id: string,
  createdMs: number,
  [fromMs, toMs]: readonly [number, number],
): WaitlistEntryRow {
  const created_at = toStored(Math.max(0, createdMs))
  const [window_from, window_to] = [toStored(fromMs), toStored(toMs)]
  return {
    ...common,
    id,
    created_at,
    updated_at: created_at,
    customer_id,
    service_id: 'svc_checkup_20',
    resource_id: null,
    windows: JSON.stringify([{ from: window_from, to: window_to }]),
    window_from,
    window_to,
    party_size: 1,
    priority: 0,
    status: 'waiting',
    turn: turnOf(0, created_at),
    passed: '[]',
    lapses: 0,
    hold_id: null,
    offer_start_at: null,
    offer_resource_id: null,
    offer_expires_at: null,
    booking_id: null,
  }
}
