import { dayMs, minuteMs } from '../../scheduling/zones.ts'
import { fromStored, toAnswer, toStored } from '../../store/instants.ts'
import type { BookingRow } from '../../store/schema.ts'
import type { Slot } from './fill-days.ts'
import type { Random } from './random.ts'

/** The members of a booking that tell how it went. */
export type Fate = Pick<
  BookingRow,
  | 'status'
  | 'created_at'
  | 'updated_at'
  | 'revision'
  | 'schedule_revision'
  | 'cancellation'
  | 'decline_reason'
  | 'confirm_by'
  | 'pay_by'
  | 'checked_in_at'
  | 'completed_at'
>

/** What of a booking's policy decides, in minutes. */
export interface FatePolicy {
  readonly confirm_within_min: number
  readonly pay_within_min: number
  readonly no_show_grace_min: number
  readonly auto_complete: string
}

const cancelReasons = ['Fell ill', 'Found another time', 'Plans have changed', null]

/** Tells what has become of one booking after the other. */
export type FateOf = (slot: Slot, policy: FatePolicy) => Fate

/**
 * The fates of bookings by `nowMs`, the beginning of the present day. Whatever they wait for is due after the end of
 * that day, so that the data is the same at any hour of it.
 */
export function fates(nowMs: number, random: Random): FateOf {
  const seen = new Set<string>()
  // Few bookings can be pending or checked in: the first that can be is, most probably.
  const chance = (status: string, probability: number) =>
    random.chance(seen.has(status) ? probability : Math.max(probability, 0.9))
  return (slot, policy) => {
    const fate = fateOf(slot, policy, nowMs, random, chance)
    seen.add(fate.status)
    return fate
  }
}

function fateOf(
  slot: Slot,
  policy: FatePolicy,
  nowMs: number,
  random: Random,
  chance: (status: string, probability: number) => boolean,
): Fate {
  const { service, startMs, endMs } = slot
  const byHand = service.confirmation === 'manual'
  const awaited = byHand ? 'pending' : 'awaiting_payment'
  if ((byHand || service.deposit !== undefined) && startMs > nowMs + 4 * dayMs && chance(awaited, 0.4)) {
    const createdMs = nowMs - random.whole(3_600, 20 * 3_600) * 1_000
    const dueBy = (min: number) => toStored(Math.min(createdMs + min * minuteMs, startMs))
    if (byHand) return { ...made(createdMs), status: 'pending', confirm_by: dueBy(policy.confirm_within_min) }
    if (service.deposit !== undefined)
      return { ...made(createdMs), status: 'awaiting_payment', pay_by: dueBy(policy.pay_within_min) }
  }
  const createdMs = createdBefore(slot, nowMs, random)
  const latestMs = Math.min(startMs - 15 * minuteMs, nowMs)
  const end = random.next()
  if (byHand && chance('declined', 0.08)) {
    const declined = moved(made(createdMs), secondBetween(createdMs, latestMs, random))
    return { ...declined, status: 'declined', decline_reason: 'No room', schedule_revision: 1 }
  }
  const confirmedMs = secondBetween(createdMs, Math.min(createdMs + dayMs, latestMs), random)
  const confirmed = byHand ? moved(made(createdMs), confirmedMs) : made(createdMs)
  if (end < 0.14) return cancelled(confirmed, latestMs, random)
  if (startMs >= nowMs) return confirmed
  const graceMs = startMs + policy.no_show_grace_min * minuteMs
  if (end < 0.19 && graceMs < nowMs)
    return {
      ...moved(confirmed, Math.min(graceMs + random.whole(0, 25) * minuteMs, nowMs)),
      status: 'no_show',
    }
  // Of some, nobody noted how they went.
  if (end < 0.22) return confirmed
  const checkedInMs = Math.min(startMs - random.whole(-2, 12) * minuteMs, nowMs)
  const checkedIn = {
    ...moved(confirmed, checkedInMs),
    status: 'checked_in',
    checked_in_at: toStored(checkedInMs),
  }
  // What the clock does not complete, people forget for some days.
  const mayBeOpen = policy.auto_complete === 'off' && endMs > nowMs - 7 * dayMs
  const isLeftOpen = mayBeOpen && chance('checked_in', 0.3)
  if (endMs > nowMs || isLeftOpen) return checkedIn
  const completedMs = Math.min(endMs + random.whole(-4, 5) * minuteMs, nowMs)
  return { ...moved(checkedIn, completedMs), status: 'completed', completed_at: toStored(completedMs) }
}

/** When a booking stopped taking its time: at the end, or when it was completed or its customer had not come. */
export function freedAt(fate: Fate): number {
  return ['completed', 'no_show'].includes(fate.status)
    ? fromStored(fate.updated_at)
    : Number.POSITIVE_INFINITY
}

/** Most book some days before, some weeks; the notice and the horizon of the service allow it. */
function createdBefore({ service, startMs }: Slot, nowMs: number, random: Random): number {
  const leastMs = Math.max((service.notice_min ?? 0) * minuteMs, 20 * minuteMs, startMs - nowMs)
  const mostMs = Math.max(leastMs, 45 * dayMs)
  return Math.floor((startMs - leastMs - (mostMs - leastMs) * random.next() ** 3) / 1_000) * 1_000
}

function made(createdMs: number): Fate {
  return {
    status: 'confirmed',
    created_at: toStored(createdMs),
    updated_at: toStored(createdMs),
    revision: 1,
    schedule_revision: 0,
    cancellation: null,
    decline_reason: null,
    confirm_by: null,
    pay_by: null,
    checked_in_at: null,
    completed_at: null,
  }
}

function moved(fate: Fate, atMs: number): Fate {
  return { ...fate, updated_at: toStored(atMs), revision: fate.revision + 1 }
}

function cancelled(fate: Fate, latestMs: number, random: Random): Fate {
  const atMs = secondBetween(fromStored(fate.updated_at), latestMs, random)
  const cancellation = {
    actor: random.chance(0.8) ? 'customer' : 'staff',
    reason: random.one(cancelReasons),
    at: toAnswer(toStored(atMs)),
    fee: 0,
  }
  return {
    ...moved(fate, atMs),
    status: 'cancelled',
    cancellation: JSON.stringify(cancellation),
    schedule_revision: 1,
  }
}

function secondBetween(fromMs: number, toMs: number, random: Random): number {
  return fromMs + Math.floor((Math.max(0, toMs - fromMs) * random.next()) / 1_000) * 1_000
}
