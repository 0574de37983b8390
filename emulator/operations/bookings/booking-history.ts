import { transitionObject } from '../../objects/booking-transition.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { pageTransitions } from '../../store/booking-history.ts'
import { findBooking } from '../../store/bookings.ts'
import { mapPage } from '../../store/page.ts'

export const listBookingHistory: Handler<'listBookingHistory'> = async (ctx, { params }) => {
  const { id } = found(
    await findBooking(ctx.trx, ctx.tenant.id, params.booking_id),
    'booking',
    params.booking_id,
  )
  return mapPage(await pageTransitions(ctx.trx, ctx.tenant.id, id, ctx.page), transitionObject)
}
