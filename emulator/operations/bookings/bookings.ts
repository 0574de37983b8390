import { bookingObject } from '../../objects/booking.ts'
import { once } from '../../objects/parsed.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { customerOf } from '../../rules/customers/walk-in-customer.ts'
import { endHold } from '../../rules/holds/held-start.ts'
import { place, unavailable } from '../../rules/placing/availability.ts'
import { emitBooked, emitViolations, storeBooking, withSecrets } from '../../rules/placing/book.ts'
import { atAnotherStart, readBookingRequest } from '../../rules/placing/booking-request.ts'
import { filterBookings } from '../../rules/search/booking-filter.ts'
import { pageBookings } from '../../store/booking-lists.ts'
import { findBooking } from '../../store/bookings.ts'
import { mapPage, type Page } from '../../store/page.ts'
import type { BookingRow } from '../../store/schema.ts'

const objectOfRow = once(bookingObject)
const objectsOfPage = once((page: Page<BookingRow>) => mapPage(page, objectOfRow))

export const createBooking: Handler<'createBooking'> = async (ctx, { body }) => {
  const { wish, hold } = await readBookingRequest(ctx, body)
  const placement = await place(ctx, wish)
  const overrides = placement.conflicts.length > 0 && body.override_conflicts === true
  if (placement.conflicts.length > 0 && !overrides) {
    throw await unavailable(ctx, atAnotherStart(wish), placement)
  }
  const customerId = await customerOf(ctx, body)
  if (hold !== undefined) await endHold(ctx, hold, 'consumed')
  const booking = await storeBooking(ctx, { ...wish, body, customerId, placement })
  await emitBooked(ctx, booking)
  if (overrides) await emitViolations(ctx, booking, placement.conflicts)
  return withSecrets(ctx, booking)
}

export const getBooking: Handler<'getBooking'> = async (ctx, { params }) => {
  const row = await findBooking(ctx.trx, ctx.tenant.id, params.booking_id)
  return objectOfRow(found(row, 'booking', params.booking_id))
}

export const listBookings: Handler<'listBookings'> = async (ctx, { query }) => {
  const filter = await filterBookings(ctx, query)
  return objectsOfPage(await pageBookings(ctx.trx, ctx.tenant.id, filter, ctx.page))
}
