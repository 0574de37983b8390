import { findBooking } from '../../store/bookings.ts'
import type { BookingRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { found } from '../context/found.ts'
import { requireRevision } from '../context/revisions.ts'

/** The booking that a path names, at the revision that If-Match names. */
export async function bookingToMove(ctx: Context, bookingId: string): Promise<BookingRow> {
  const row = found(await findBooking(ctx.trx, ctx.tenant.id, bookingId), 'booking', bookingId)
  requireRevision(ctx, row)
  return row
}
