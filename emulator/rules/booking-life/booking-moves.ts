import { ApiError } from '../../../src/contract/errors/errors.ts'
import type { bookingActors } from '../../../src/contract/objects/booking.ts'
import { type bookingActions, bookingVerbs } from '../../../src/contract/objects/booking-transition.ts'
import { type BookingObject, bookingObject, policyOf } from '../../objects/booking.ts'
import { insertTransition } from '../../store/booking-history.ts'
import { findSeries, updateSeries } from '../../store/booking-series.ts'
import { updateBooking } from '../../store/bookings.ts'
import { fromStored, toStored } from '../../store/instants.ts'
import type { BookingRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { revised } from '../context/revisions.ts'
import { emitMoney, type MoneyEvent } from '../money/money-events.ts'
import { settleCapacity } from './booking-capacity.ts'
import { settleDeadlines } from './booking-deadlines.ts'

export type BookingStatus = BookingObject['status']

/** What can be done with a booking that is there. */
export type BookingAction = (typeof bookingActions)[number]

type BookingActor = (typeof bookingActors)[number]

/** States in which a booking holds capacity and may still change. */
const live: readonly BookingStatus[] = ['pending', 'awaiting_payment', 'confirmed', 'checked_in']

/** Whether a booking is still to be served: it is live, and its time is not over. */
export function isAhead(ctx: Context, { status, end_at }: Pick<BookingRow, 'status' | 'end_at'>): boolean {
  return live.includes(status as BookingStatus) && fromStored(end_at) > ctx.now
}

/**
 * The state table (rules, section 5): from which states an action is legal. `update` here is a change of what the
 * booking takes (channel, party size); notes and metadata may be written in any state, and ask nobody.
 */
const legalFrom: Readonly<Record<BookingAction, readonly BookingStatus[]>> = {
  confirm: ['pending'],
  decline: ['pending'],
  cancel: live,
  pay: [
    'pending',
    'awaiting_payment',
    'confirmed',
    'checked_in',
    'completed',
    'no_show',
    'declined',
    'cancelled',
  ],
  reschedule: ['pending', 'awaiting_payment', 'confirmed'],
  reassign: live,
  check_in: ['confirmed'],
  complete: ['confirmed', 'checked_in'],
  no_show: ['confirmed'],
  update: live,
  add_attendee: live,
  remove_attendee: live,
}

/**
 * Refuses an action that the booking's state does not allow: 409 with the verbs of the table that it does allow, in
 * the table's order. Publishable keys may do less, so operations that are open to them tell whose key it is.
 */
export function requireMove(
  row: Pick<BookingRow, 'id' | 'status'>,
  action: BookingAction,
  scope: Context['key']['scope'] = 'secret',
): void {
  if (isLegal(row.status, action, scope)) return
  const allowed = bookingVerbs.filter(verb => isLegal(row.status, verb, scope))
  const way =
    allowed.length === 0 ? 'nothing can be done with it any more' : `what can be done: ${allowed.join(', ')}`
  throw new ApiError('invalid_state_transition', {
    message: `Booking ${row.id} is ${row.status}, which does not allow ${action}; ${way}`,
    details: { from: row.status, action, allowed },
  })
}

function isLegal(status: string, action: BookingAction, scope: Context['key']['scope']): boolean {
  if (!legalFrom[action].includes(status as BookingStatus)) return false
  if (scope === 'secret') return true
  return action === 'reschedule' || (action === 'cancel' && status !== 'checked_in')
}

/** What is done, on whose behalf (by the key, by default), and why. */
export interface BookingMove {
  readonly action: BookingAction
  readonly actor?: BookingActor
  readonly reason?: string | null
  /** What happened to money, and leads to the change: told before what is told of the booking. */
  readonly money?: readonly MoneyEvent[]
  /** True where the series of the booking is written by whoever moves several of its bookings. */
  readonly inSeries?: boolean
}

/**
 * Writes a change of a booking, and everything that follows from it; the one way to change a booking's row. State
 * the new values of what changes; the rest is done here:
 *
 * - revision and updated_at; schedule_revision if time, resource, location or allocations differ, and on cancel and
 *   decline; a row of the history
 * - the capacity it takes: moved when time, allocations or party size differ, freed on cancel and decline, cut off
 *   now on complete and no_show
 * - the revision of its series, which shows it
 * - the deadlines on the clock: set anew when state or start or end differ, dropped at the end; confirm_by and pay_by
 *   stay before the start
 *
 * - events of money, in their one order: payment.*, then booking.payment_received for what came for the booking, and
 *   behind both whatever the caller tells of the booking
 *
 * Events of the booking are the caller's, and so are the questions before: requireMove, and whether the new place is free.
 *
 * @example
 * const row = found(await findBooking(ctx.trx, ctx.tenant.id, id), 'booking', id)
 * requireRevision(ctx, row)
 * requireMove(row, 'reschedule', ctx.key.scope)
 * const moved = await saveMove(ctx, row, { start_at, end_at }, { action: 'reschedule', reason: body.reason ?? null })
 * await ctx.emit('booking.rescheduled', bookingObject(moved), { previous_attributes })
 */
export async function saveMove(
  ctx: Context,
  row: BookingRow,
  changes: Partial<BookingRow>,
  move: BookingMove,
): Promise<BookingRow> {
  const changed = withDeadlines(row, revised(ctx, row, changes))
  const moved = {
    ...changed,
    schedule_revision: row.schedule_revision + (movesSchedule(row, changed) ? 1 : 0),
  }
  const { money = [] } = move
  await emitMoney(ctx, money)
  await updateBooking(ctx.trx, row, moved)
  ctx.changed('booking', row, moved)
  await settleCapacity(ctx, row, moved)
  await settleDeadlines(ctx, row, moved)
  await recordTransition(ctx, row.status, moved, move)
  if (row.series_id !== null && move.inSeries !== true) await touchSeries(ctx, row.series_id)
  for (const event of money) {
    if (event.type === 'payment.succeeded' && event.received)
      await ctx.emit('booking.payment_received', bookingObject(moved), { payment: event.payment })
  }
  return moved
}

/** A series shows where its bookings stand, so it changes with them. */
async function touchSeries(ctx: Context, seriesId: string): Promise<void> {
  const series = await findSeries(ctx.trx, ctx.tenant.id, seriesId)
  if (series === undefined) return
  const touched = revised(ctx, series, {})
  await updateSeries(ctx.trx, touched)
  ctx.changed('booking_series', series, touched)
}

/** Begins the history of a new booking. */
export async function recordCreation(ctx: Context, row: BookingRow): Promise<void> {
  await recordTransition(ctx, null, row, { action: 'create' })
}

async function recordTransition(
  ctx: Context,
  from: string | null,
  row: BookingRow,
  { action, actor = actorOf(ctx), reason = null }: Omit<BookingMove, 'action'> & { action: string },
): Promise<void> {
  await insertTransition(ctx.trx, {
    tenant_id: row.tenant_id,
    id: await ctx.ids.next('bt'),
    booking_id: row.id,
    revision: row.revision,
    action,
    from_status: from,
    to_status: row.status,
    actor,
    reason,
    at: toStored(ctx.now),
    request_id: ctx.requestId,
  })
}

/** Jobs of the clock act under a key of that name. */
function actorOf({ key }: Context): BookingActor {
  if (key.id === 'clock') return 'clock'
  return key.scope === 'publishable' ? 'customer' : 'staff'
}

function movesSchedule(before: BookingRow, after: BookingRow): boolean {
  const isCalledOff = ['cancelled', 'declined'].includes(after.status) && after.status !== before.status
  const placed = ['start_at', 'end_at', 'resource_id', 'location_id', 'allocations'] as const
  return isCalledOff || placed.some(member => after[member] !== before[member])
}

/** A booking that starts sooner must be confirmed or paid for sooner; one that is moved away gets its time back. */
function withDeadlines(before: BookingRow, after: BookingRow): BookingRow {
  if (after.start_at === before.start_at) return after
  const { confirm_within_min } = policyOf(after)
  const startMs = fromStored(after.start_at)
  const confirmByMs = Math.min(fromStored(after.created_at) + confirm_within_min * 60_000, startMs)
  return {
    ...after,
    confirm_by: after.status === 'pending' ? toStored(confirmByMs) : after.confirm_by,
    pay_by: after.pay_by !== null && after.pay_by > after.start_at ? after.start_at : after.pay_by,
  }
}
