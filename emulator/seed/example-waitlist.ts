import { latestMs } from '../../src/contract/instants.ts'
import { defaultPolicy } from '../../src/contract/objects/default-policy.ts'
import { dayMs, instantOf, localDate } from '../scheduling/zones.ts'
import { insertJobs } from '../store/due-jobs.ts'
import { insertHold } from '../store/holds.ts'
import { idsInTransaction } from '../store/ids.ts'
import { toStored } from '../store/instants.ts'
import { occupy } from '../store/occupancies.ts'
import type { HoldRow, Trx, WaitlistEntryRow } from '../store/schema.ts'
import { insertWaitlistEntry, turnOf } from '../store/waitlist-entries.ts'
import { common, defaultTenantId } from './default-members.ts'

/**
 * Two who wait for a check-up. The first has just been offered one of tomorrow morning, and if the offer lapses it is
 * the other one's turn. Unlike the rest of the data set this is as of the day of `nowMs`, so that the offer is open
 * whenever somebody starts.
 */
export async function insertExampleWaitlist(trx: Trx, nowMs: number): Promise<void> {
  const madeMs = Math.floor(nowMs / 1000) * 1000
  // Instants end with the year 9999.
  if (madeMs > latestMs - 30 * dayMs) return
  const hold = holdAt(madeMs, tomorrowMorning(madeMs))
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
  // Numbers need neither the seed nor the time that ids are made of.
  const number = await idsInTransaction(trx, '', 0).reserve('job', 1)
  const job = { kind: 'hold.expire', tenant_id: defaultTenantId, object_id: hold_id, due_at: expires_at }
  await insertJobs(trx, [{ number, ...job, data: '{}' }])
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

/** Ten o'clock of the next day on which the doctors work. */
function tomorrowMorning(nowMs: number): number {
  const isSunday = (ms: number) => new Date(`${localDate(zone, ms)}T00:00:00Z`).getUTCDay() === 0
  const days = isSunday(nowMs + dayMs) ? 2 : 1
  return instantOf(zone, localDate(zone, nowMs + days * dayMs), '10:00')
}

function holdAt(madeMs: number, startMs: number): HoldRow {
  const ttlSeconds = defaultPolicy.offer_min * 60
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
    ttl_seconds: ttlSeconds,
    allocations: JSON.stringify([{ group: 'staff', resource_id: 'res_dr_asha' }]),
    expires_at: toStored(madeMs + ttlSeconds * 1000),
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
