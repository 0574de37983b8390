import { type BookingObject, bookingObject, findBooking, updateBooking } from '../store/bookings.ts'
import { fromStored } from '../store/instants.ts'
import { vacate } from '../store/occupancies.ts'
import type { Context } from './context.ts'
import { revised } from './revisions.ts'

/** Schedules what the clock does with a new booking. What would be due already is left out (imports of the past). */
export async function scheduleBookingDeadlines(ctx: Context, booking: BookingObject): Promise<void> {
  const startMs = Date.parse(booking.start_at)
  const reminders = booking.status === 'confirmed' ? booking.policy.reminders_min : []
  const jobs = [
    ...(booking.confirm_by === null
      ? []
      : [{ kind: 'booking.confirm_by', objectId: booking.id, dueMs: fromStored(booking.confirm_by) }]),
    ...reminders.map(offsetMin => ({
      kind: 'booking.reminder',
      objectId: booking.id,
      dueMs: startMs - offsetMin * 60_000,
      data: { offset: offsetMin },
    })),
  ]
  await ctx.schedule(jobs.filter(job => job.dueMs > ctx.now))
}

/** At confirm_by: a booking that nobody confirmed is declined, and frees its time. */
export async function declineUnconfirmed(ctx: Context, bookingId: string): Promise<void> {
  const row = await findBooking(ctx.trx, ctx.tenant.id, bookingId)
  if (row?.status !== 'pending') return
  const declined = revised(ctx, row, {
    status: 'declined',
    decline_reason: 'expired',
    schedule_revision: row.schedule_revision + 1,
  })
  await updateBooking(ctx.trx, declined)
  await vacate(ctx.trx, ctx.tenant.id, bookingId)
  await ctx.emit('booking.declined', bookingObject(declined))
}

/** Some time before the start: tells that a confirmed booking is near. */
export async function remindOfBooking(
  ctx: Context,
  bookingId: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  const row = await findBooking(ctx.trx, ctx.tenant.id, bookingId)
  if (row?.status !== 'confirmed') return
  await ctx.emit('booking.reminder_due', bookingObject(row), { offset: Number(data.offset) })
}
