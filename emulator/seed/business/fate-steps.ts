import { toStored } from '../../store/instants.ts'
import type { BookingHistoryRow, BookingRow } from '../../store/schema.ts'
import type { Random } from './random.ts'

/** How a booking went: the members that tell of it, and its history step by step. */
export interface Fate {
  readonly members: FateMembers
  readonly steps: readonly FateStep[]
}

export type FateMembers = Pick<
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

/**
 * What a step does with the newest payment of the booking, or that it adds one: the balance, to be captured at once
 * (`ask`) or by hand (`ask_to_hold`).
 */
export type MoneyMove = 'ask' | 'ask_to_hold' | 'pay' | 'decline' | 'hold' | 'capture' | 'release'

/** One line of the history, without what all of them share. */
export interface FateStep
  extends Pick<
    BookingHistoryRow,
    'revision' | 'action' | 'from_status' | 'to_status' | 'actor' | 'reason' | 'at'
  > {
  /** Of steps that come of a payment; those of the booking say by their action what becomes of its payments. */
  readonly money?: MoneyMove
}

interface StepDetails {
  readonly actor?: string
  readonly reason?: string | null
  readonly money?: MoneyMove
}

/** The fate with one more step at a time, and what it changes. */
export function moved(
  { members, steps }: Fate,
  action: string,
  atMs: number,
  changes: Partial<FateMembers> & { readonly status: string },
  { actor = 'staff', reason = null, money }: StepDetails = {},
): Fate {
  const [at, revision] = [toStored(atMs), members.revision + 1]
  const from_status = members.status
  const step: FateStep = {
    ...{ revision, action, from_status, to_status: changes.status, actor, reason, at },
    ...(money !== undefined && { money }),
  }
  return { members: { ...members, ...changes, updated_at: at, revision }, steps: [...steps, step] }
}

/** The fate with a step of one of its payments, which leaves the booking's status as it is. */
export function paying(fate: Fate, atMs: number, money: MoneyMove, actor = 'staff'): Fate {
  return moved(fate, 'pay', atMs, { status: fate.members.status }, { actor, money })
}

/** A whole second of an interval; its beginning where it is empty. */
export function secondBetween(fromMs: number, toMs: number, random: Random): number {
  return fromMs + Math.floor((Math.max(0, toMs - fromMs) * random.next()) / 1_000) * 1_000
}
