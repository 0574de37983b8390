import { dayMs, minuteMs } from '../../scheduling/zones.ts'
import { fromStored, toAnswer, toStored } from '../../store/instants.ts'
import { heldOnCard, isHeld, released } from './card-hold.ts'
import { type Fate, moved, paying, secondBetween } from './fate-steps.ts'
import type { Slot } from './fill-days.ts'
import type { Random } from './random.ts'

/** What of a booking's policy decides, in minutes. */
export interface FatePolicy {
  readonly confirm_within_min: number
  readonly pay_within_min: number
  readonly cancel_cutoff_min: number
  readonly late_cancel_fee: number
  readonly no_show_grace_min: number
  readonly no_show_fee: number
  readonly auto_complete: string
}

/** Tells what has become of one booking after the other. */
export type FateOf = (slot: Slot, policy: FatePolicy) => Fate

const cancelReasons = ['Fell ill', 'Found another time', 'Plans have changed', null]

/**
 * The fates of bookings by `nowMs`, the beginning of the present day. Whatever they wait for is due after the end of
 * that day, so that the data is the same at any hour of it.
 */
export function fates(nowMs: number, random: Random, holding: Random): FateOf {
  const seen = new Set<string>()
  // Few bookings can be pending, checked in or paid back: the first that can be is, most probably.
  const chance: Chance = (fate, probability) =>
    random.chance(seen.has(fate) ? probability : Math.max(probability, 0.9))
  return (slot, policy) => {
    const fate = fateOf(slot, policy, { nowMs, random, holding, chance, seen })
    seen.add(fate.members.status)
    if (!seen.has('paid back') && isPaidBack(fate)) seen.add('paid back')
    if (slot.startMs >= nowMs && isHeld(fate)) seen.add('held')
    return fate
  }
}

/** Whether a deposit was paid, and then cancelled without a fee. */
function isPaidBack({ members: { cancellation }, steps }: Fate): boolean {
  if (cancellation === null || !steps.some(({ action }) => action === 'pay')) return false
  return (JSON.parse(cancellation) as { fee: number }).fee === 0
}

/** Share of those who were served whose balance is a payment. */
const paysByCard = 0.3

/** Share of bookings whose balance is held on a card beforehand. */
const holdsCard = 0.08

type Chance = (fate: string, probability: number) => boolean

interface Circumstances {
  readonly nowMs: number
  readonly random: Random
  /** For what is held on cards. */
  readonly holding: Random
  readonly chance: Chance
  /** Fates that there are already. */
  readonly seen: ReadonlySet<string>
}

function fateOf(
  slot: Slot,
  policy: FatePolicy,
  { nowMs, random, holding, chance, seen }: Circumstances,
): Fate {
  const { service, startMs, endMs } = slot
  const byHand = service.confirmation === 'manual'
  const asksFirst = service.deposit !== undefined
  const beginsAs = byHand ? 'pending' : asksFirst ? 'awaiting_payment' : 'confirmed'
  if (beginsAs !== 'confirmed' && startMs > nowMs + 4 * dayMs && chance(beginsAs, 0.4)) {
    const createdMs = nowMs - random.whole(3_600, 20 * 3_600) * 1_000
    const waiting = made(slot, policy, createdMs, beginsAs, random)
    // Some have tried to pay already, in vain; not the first.
    return !byHand && seen.has(beginsAs) && random.chance(0.3)
      ? paid(waiting, secondBetween(createdMs, nowMs, random), 'awaiting_payment')
      : waiting
  }
  const createdMs = createdBefore(slot, nowMs, random)
  const latestMs = Math.min(startMs - 15 * minuteMs, nowMs)
  let fate = made(slot, policy, createdMs, beginsAs, random)
  if (byHand && chance('declined', 0.08)) {
    const reason = 'No room'
    const declined = { status: 'declined', decline_reason: reason, schedule_revision: 1 }
    return moved(fate, 'decline', secondBetween(createdMs, latestMs, random), declined, { reason })
  }
  if (byHand) {
    const atMs = secondBetween(createdMs, Math.min(createdMs + dayMs, latestMs), random)
    const awaited = { status: 'awaiting_payment', pay_by: payBy(slot, policy, atMs) }
    fate = moved(fate, 'confirm', atMs, asksFirst ? awaited : { status: 'confirmed' })
  }
  if (fate.members.status === 'awaiting_payment') {
    const payByMs = fromStored(fate.members.pay_by ?? '')
    if (payByMs < latestMs && random.chance(0.04)) {
      const byClock = { actor: 'clock', reason: 'payment_timeout' } as const
      return cancelled(fate, payByMs, { ...byClock, fee: 0 })
    }
    const askedMs = fromStored(fate.members.updated_at)
    fate = paid(fate, secondBetween(askedMs, Math.min(payByMs - 1_000, latestMs), random), 'confirmed')
  }
  // Of those to come the first that can be is, most probably.
  const share = startMs < nowMs || seen.has('held') ? holdsCard : 0.9
  if (holding.chance(share)) fate = heldOnCard(fate, slot, latestMs, holding)
  if (chance(asksFirst ? 'paid back' : 'cancelled', 0.1))
    return calledOff(fate, slot, policy, latestMs, random)
  if (startMs >= nowMs) return fate
  const end = random.next()
  const graceMs = startMs + policy.no_show_grace_min * minuteMs
  if (end < 0.06 && graceMs < nowMs) {
    const atMs = Math.min(graceMs + random.whole(0, 25) * minuteMs, nowMs)
    fate = moved(fate, 'no_show', atMs, { status: 'no_show' })
    // What is paid back of the deposit passes the clock, at once.
    const { deposit = 0 } = service
    return deposit > policy.no_show_fee
      ? moved(fate, 'pay', atMs, { status: 'no_show' }, { actor: 'clock' })
      : fate
  }
  // Of some, nobody noted how they went.
  if (end < 0.09) return released(fate, nowMs, holding)
  const isOpen = policy.auto_complete === 'off'
  // The clock completes today whom it finds checked in, and what it does today counts as done.
  if (endMs > nowMs && !isOpen) return released(fate, nowMs, holding)
  const checkedInMs = Math.min(startMs - random.whole(-2, 12) * minuteMs, nowMs)
  const checkedIn = { status: 'checked_in', checked_in_at: toStored(checkedInMs) }
  fate = moved(fate, 'check_in', checkedInMs, checkedIn)
  // What the clock does not complete, people forget for some days.
  const isForgotten = isOpen && endMs > nowMs - 7 * dayMs && chance('checked_in', 0.3)
  if (endMs > nowMs || isForgotten) return released(fate, nowMs, holding)
  const completedMs = Math.min(endMs + random.whole(-4, 5) * minuteMs, nowMs)
  const paidMs = secondBetween(checkedInMs, completedMs, random)
  if (isHeld(fate)) fate = paying(fate, paidMs, 'capture')
  // The others pay in cash, which nobody notes.
  else if (random.chance(paysByCard)) fate = paying(paying(fate, paidMs, 'ask'), paidMs, 'pay')
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

/** Until when the deposit of a booking is awaited that was asked for at a time. */
function payBy({ startMs }: Slot, { pay_within_min }: FatePolicy, askedMs: number): string {
  return toStored(Math.min(askedMs + pay_within_min * minuteMs, startMs))
}

function made(
  slot: Slot,
  policy: FatePolicy,
  createdMs: number,
  status: 'pending' | 'awaiting_payment' | 'confirmed',
  random: Random,
): Fate {
  const at = toStored(createdMs)
  const confirmByMs = Math.min(createdMs + policy.confirm_within_min * minuteMs, slot.startMs)
  return {
    members: {
      status,
      created_at: at,
      updated_at: at,
      revision: 1,
      schedule_revision: 0,
      cancellation: null,
      decline_reason: null,
      confirm_by: status === 'pending' ? toStored(confirmByMs) : null,
      pay_by: status === 'awaiting_payment' ? payBy(slot, policy, createdMs) : null,
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

/** The customer tried to pay the deposit: then it is confirmed, or still awaited. */
function paid(fate: Fate, atMs: number, status: 'confirmed' | 'awaiting_payment'): Fate {
  return moved(
    fate,
    'pay',
    atMs,
    { status },
    { actor: 'customer', money: status === 'confirmed' ? 'pay' : 'decline' },
  )
}

/** Cancelled by people: what it costs is decided by the policy. */
function calledOff(
  fate: Fate,
  { startMs }: Slot,
  policy: FatePolicy,
  latestMs: number,
  random: Random,
): Fate {
  const atMs = secondBetween(fromStored(fate.members.updated_at), latestMs, random)
  const actor = random.chance(0.8) ? 'customer' : 'staff'
  const reason = random.one(cancelReasons)
  const isLate = atMs > startMs - policy.cancel_cutoff_min * minuteMs
  return cancelled(fate, atMs, {
    actor,
    reason,
    fee: actor === 'customer' && isLate ? policy.late_cancel_fee : 0,
  })
}

function cancelled(
  fate: Fate,
  atMs: number,
  { actor, reason, fee }: { readonly actor: string; readonly reason: string | null; readonly fee: number },
): Fate {
  const cancellation = JSON.stringify({ actor, reason, at: toAnswer(toStored(atMs)), fee })
  const changes = { status: 'cancelled', cancellation, schedule_revision: 1 }
  return moved(fate, 'cancel', atMs, changes, { actor, reason })
}
