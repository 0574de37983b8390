import * as availableSlots from './available-slots.ts'
import * as bookingCalendar from './booking-calendar.ts'
import * as bookingChanges from './booking-changes.ts'
import * as bookingHistory from './booking-history.ts'
import * as bookingParty from './booking-party.ts'
import * as bookingValidation from './booking-validation.ts'
import * as bookings from './bookings.ts'
import * as callOffBooking from './call-off-booking.ts'
import * as confirmBooking from './confirm-booking.ts'
import type { Handlers } from './context.ts'
import * as customers from './customers.ts'
import * as eventLog from './event-log.ts'
import * as holds from './holds.ts'
import * as locations from './locations.ts'
import * as resources from './resources.ts'
import * as searchAvailability from './search-availability.ts'
import * as serveBooking from './serve-booking.ts'
import * as services from './services.ts'
import * as skills from './skills.ts'
import * as tenant from './tenant.ts'
import * as webhookDeliveries from './webhook-deliveries.ts'
import * as webhooks from './webhooks.ts'

/** The code of every operation, by id. A missing one does not compile. */
export const handlers: Handlers = {
  ...bookings,
  ...confirmBooking,
  ...callOffBooking,
  ...serveBooking,
  ...bookingHistory,
  ...bookingChanges,
  ...bookingParty,
  ...bookingCalendar,
  ...bookingValidation,
  ...availableSlots,
  ...searchAvailability,
  ...holds,
  ...customers,
  ...services,
  ...resources,
  ...skills,
  ...locations,
  ...webhooks,
  ...webhookDeliveries,
  ...eventLog,
  ...tenant,
}
