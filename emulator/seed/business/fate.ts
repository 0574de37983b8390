import { dayMs, minuteMs } from '../../scheduling/zones.ts'
import { fromStored, toAnswer, toStored } from '../../store/instants.ts'
import type { BookingHistoryRow, BookingRow } from '../../store/schema.ts'
import type { Slot } from './fill-days.ts'
import type { Random } from './random.ts'

/** How a booking went: the members that tell of it, and its history step by step. */
export interface Fate {
  readonly members: FateMembers
  readonly steps: readonly FateStep[]
}

type FateMembers = Pick<
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

/** One line of the history, without what all of them share. */
export type FateStep = Pick<
  BookingHistoryRow,
  'revision' | 'action' | 'from_status' | 'to_status' | 'actor' | 'reason' | 'at'
>

/** What of a booking's policy decides, in minutes. */
export interface FatePolicy {
  readonly confirm_within_min: number
  readonly pay_within_min: number
  readonly no_show_grace_min: number
  readonly auto_complete: string
}

/** Tells what has become of one booking after the other. */
export type FateOf = (slot: Slot, policy: FatePolicy) => Fate

const cancelReasons = ['Fell ill', 'Found another time', 'Plans have changed', null]

/**
 * The fates of bookings by `nowMs`, the beginning of the present day. Whatever they wait for is due after the end of
 * that day, so that the data is the same at any hour of it.
 */
export function fates(nowMs: number, random: Random): FateOf {
  const seen = new Set<string>()
  // Few bookings can be pending or checked in: the first that can be is, most probably.
  const chance: Chance = (status, probability) =>
    random.chance(seen.has(status) ? probability : Math.max(probability, 0.9))
  return (slot, policy) => {
    const fate = fateOf(slot, policy, { nowMs, random, chance })
    seen.add(fate.members.status)
    return fate
  }
}

type Chance = (status: string, probability: number) => boolean

function fateOf(
  slot: Slot,
  policy: FatePolicy,
  { nowMs, random, chance }: { readonly nowMs: number; readonly random: Random; readonly chance: Chance },
): Fate {
  const { service, startMs, endMs } = slot
  const byHand = service.confirmation === 'manual'
  const awaited = byHand ? 'pending' : 'awaiting_payment'
  const mayWait = byHand || service.deposit !== undefined
  if (mayWait && startMs > nowMs + 4 * dayMs && chance(awaited, 0.4)) {
    const createdMs = nowMs - random.whole(3_600, 20 * 3_600) * 1_000
    return made(slot, policy, createdMs, awaited, random)
  }
  const createdMs = createdBefore(slot, nowMs, random)
  const latestMs = Math.min(startMs - 15 * minuteMs, nowMs)
  let fate = made(slot, policy, createdMs, byHand ? 'pending' : 'confirmed', random)
  if (byHand && chance('declined', 0.08)) {
    const reason = 'No room'
    const declined = { status: 'declined', decline_reason: reason, schedule_revision: 1 }
    return moved(fate, 'decline', secondBetween(createdMs, latestMs, random), declined, { reason })
  }
  if (byHand) {
    const atMs = secondBetween(createdMs, Math.min(createdMs + dayMs, latestMs), random)
    fate = moved(fate, 'confirm', atMs, { status: 'confirmed' })
  }
  const end = random.next()
  if (end < 0.1) return cancelled(fate, latestMs, random)
  if (startMs >= nowMs) return fate
  const graceMs = startMs + policy.no_show_grace_min * minuteMs
  if (end < 0.15 && graceMs < nowMs) {
    const atMs = Math.min(graceMs + random.whole(0, 25) * minuteMs, nowMs)
    return moved(fate, 'no_show', atMs, { status: 'no_show' })
  }
  // Of some, nobody noted how they went.
  if (end < 0.18) return fate
  const isOpen = policy.auto_complete === 'off'
  // The clock completes today whom it finds checked in, and what it does today counts as done.
  if (endMs > nowMs && !isOpen) return fate
  const checkedInMs = Math.min(startMs - random.whole(-2, 12) * minuteMs, nowMs)
  const checkedIn = { status: 'checked_in', checked_in_at: toStored(checkedInMs) }
  fate = moved(fate, 'check_in', checkedInMs, checkedIn)
  // What the clock does not complete, people forget for some days.
  const isForgotten = isOpen && endMs > nowMs - 7 * dayMs && chance('checked_in', 0.3)
  if (endMs > nowMs || isForgotten) return fate
  const completedMs = Math.min(endMs + random.whole(-4, 5) * minuteMs, nowMs)
  const completed = { status: 'completed', completed_at: toStored(completedMs) }
  return moved(fate, 'complete', completedMs, completed)
}

/** When a booking stopped taking its time: when it was completed, or its customer had not come. */
export function freedAt({ members }: Fate): number {
  const ended = ['completed', 'no_show'].includes(members.status)
  return ended ? fromStored(members.updated_at) : Number.POSITIVE_INFINITY
}

/** Most book some days before, some weeks; the notice and the horizon of the service allow it. */
function createdBefore({ service, startMs }: Slot, nowMs: number, random: Random): number {
  const leastMs = Math.max((service.notice_min ?? 0) * minuteMs, 20 * minuteMs, startMs - nowMs)
  const mostMs = Math.max(leastMs, 45 * dayMs)
  return Math.floor((startMs - leastMs - (mostMs - leastMs) * random.next() ** 3) / 1_000) * 1_000
}

function made(
  { startMs }: Slot,
  policy: FatePolicy,
  createdMs: number,
  status: 'pending' | 'awaiting_payment' | 'confirmed',
  random: Random,
): Fate {
  const at = toStored(createdMs)
  const dueBy = (min: number) => toStored(Math.min(createdMs + min * minuteMs, startMs))
  return {
    members: {
      status,
      created_at: at,
      updated_at: at,
      revision: 1,
      schedule_revision: 0,
      cancellation: null,
      decline_reason: null,
      confirm_by: status === 'pending' ? dueBy(policy.confirm_within_min) : null,
      pay_by: status === 'awaiting_payment' ? dueBy(policy.pay_within_min) : null,
      checked_in_at: null,
      completed_at: null,
    },
    steps: [
      {
        revision: 1,
        action: 'create',
        from_status: null,
        to_status: status,
        actor: random.chance(0.6) ? 'customer' : 'staff',
        reason: null,
        at,
      },
    ],
  }
}

function moved(
  { members, steps }: Fate,
  action: string,
  atMs: number,
  changes: Partial<FateMembers> & { readonly status: string },
  { actor = 'staff', reason = null }: { readonly actor?: string; readonly reason?: string | null } = {},
): Fate {
  const [at, revision] = [toStored(atMs), members.revision + 1]
  const step = { revision, action, from_status: members.status, to_status: changes.status, actor, reason, at }
  return { members: { ...members, ...changes, updated_at: at, revision }, steps: [...steps, step] }
}

function cancelled(fate: Fate, latestMs: number, random: Random): Fate {
  const atMs = secondBetween(fromStored(fate.members.updated_at), latestMs, random)
  const actor = random.chance(0.8) ? 'customer' : 'staff'
  const reason = random.one(cancelReasons)
  const cancellation = JSON.stringify({ actor, reason, at: toAnswer(toStored(atMs)), fee: 0 })
  const changes = { status: 'cancelled', cancellation, schedule_revision: 1 }
  return moved(fate, 'cancel', atMs, changes, { actor, reason })
}

function secondBetween(fromMs: number, toMs: number, random: Random): number {
  return fromMs + Math.floor((Math.max(0, toMs - fromMs) * random.next()) / 1_000) * 1_000
}
