import { authorizationMs } from '../../rules/money/charge.ts'
import { dayMs, minuteMs } from '../../scheduling/zones.ts'
import { fromStored } from '../../store/instants.ts'
import { type Fate, paying, secondBetween } from './fate-steps.ts'
import { priceOf, type Slot } from './fill-days.ts'
import type { Random } from './random.ts'

/** A card is held this long before the appointment at most, so that it still is when the customer comes. */
const earliestMs = 5 * dayMs

/** The rest of the present day, however long it is: what would lapse in it is released before. */
const todayMs = dayMs + 2 * 3_600_000

/**
 * The balance of a confirmed booking is held on the customer's card some days before, until `latestMs`: asked for by
 * the staff, authorised by the customer. The same fate where it is too early for that, or nothing is left to be paid.
 */
export function heldOnCard(
  fate: Fate,
  { service, taken, startMs }: Slot,
  latestMs: number,
  random: Random,
): Fate {
  const balance = priceOf(service, taken[0]?.resource.id ?? '') - (service.deposit ?? 0)
  const fromMs = Math.max(fromStored(fate.members.updated_at), startMs - earliestMs)
  if (balance <= 0 || latestMs - fromMs < 30 * minuteMs) return fate
  const askedMs = secondBetween(fromMs, latestMs - 15 * minuteMs, random)
  const heldMs = askedMs + random.whole(20, 900) * 1_000
  return paying(paying(fate, askedMs, 'ask_to_hold'), heldMs, 'hold', 'customer')
}

/** Whether an amount is held on the card, neither captured nor released. */
export function isHeld({ members, steps }: Fate): boolean {
  if (['cancelled', 'no_show'].includes(members.status)) return false
  return steps.findLast(({ money }) => money !== undefined)?.money === 'hold'
}

/**
 * What becomes of an amount that nobody captured by the beginning of the present day: it lapsed, or still is held and
 * lapses after that day.
 */
export function released(fate: Fate, nowMs: number, random: Random): Fate {
  const held = fate.steps.findLast(({ money }) => money === 'hold')
  if (held === undefined || !isHeld(fate)) return fate
  const lapsesMs = fromStored(held.at) + authorizationMs
  if (lapsesMs <= nowMs) return paying(fate, lapsesMs, 'release', 'clock')
  if (lapsesMs >= nowMs + todayMs) return fate
  return paying(fate, secondBetween(fromStored(fate.members.updated_at), nowMs, random), 'release')
}
