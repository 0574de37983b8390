import { bookingObject } from '../../objects/booking.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { findBooking } from '../../store/bookings.ts'
import { findCustomer } from '../../store/customers.ts'
import { findLocation } from '../../store/locations.ts'
import { findResource } from '../../store/resources.ts'
import { findService } from '../../store/services.ts'

export const getBookingIcs: Handler<'getBookingIcs'> = async (ctx, { params }) => {
  const { trx, tenant } = ctx
  const booking = found(await findBooking(trx, tenant.id, params.booking_id), 'booking', params.booking_id)
  const customer = await findCustomer(trx, tenant.id, booking.customer_id)
  const service = await findService(trx, tenant.id, booking.service_id)
  const resource = await findResource(trx, tenant.id, booking.resource_id)
  const location =
    booking.location_id === null ? undefined : await findLocation(trx, tenant.id, booking.location_id)
  // Loaded by the first who asks: a start of the sandbox does not wait for it.
  const { calendarFile } = await import('../../rules/calendar-file/calendar-file.ts')
  const entry = {
    booking,
    tenant,
    customer: customer ?? { id: booking.customer_id, name: booking.customer_id, email: null },
    serviceName: service?.name ?? booking.service_id,
    resourceName: resource?.name ?? booking.resource_id,
    place: location === undefined ? null : (location.address ?? location.name),
    joinUrl: bookingObject(booking).join_url,
    isWhole: ctx.key.scope === 'secret',
  }
  return { text: calendarFile(entry, ctx.now) }
}
