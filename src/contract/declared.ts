// Made by `npm run build` from the folders beside it: a new operation stands here without an edit.
import { getBookingIcs } from './bookings/booking-calendar.ts'
import { listBookingHistory } from './bookings/booking-history.ts'
import { createBooking, getBooking, listBookings } from './bookings/bookings.ts'
import { cancelBooking, declineBooking } from './bookings/call-off-booking.ts'
import { confirmBooking } from './bookings/confirm-booking.ts'
import { reassignBooking, rescheduleBooking } from './bookings/move-booking.ts'
import { checkInBooking, completeBooking, markBookingNoShow } from './bookings/serve-booking.ts'
import { addBookingAttendee, removeBookingAttendee, updateBooking } from './bookings/update-booking.ts'
import { validateBooking } from './bookings/validate-booking.ts'
import { createBookingSeries, getBookingSeries, listBookingSeries } from './booking-series/booking-series.ts'
import { cancelBookingSeries, updateBookingSeries } from './booking-series/change-series.ts'
import { getAvailableSlots } from './availability/available-slots.ts'
import { searchAvailability } from './availability/search-availability.ts'
import { createHold, getHold, releaseHold } from './holds/holds.ts'
import { createWaitlistEntry, getWaitlistEntry, listWaitlistEntries, removeWaitlistEntry } from './waitlist/waitlist-entries.ts'
import { acceptWaitlistOffer, offerWaitlistSlot } from './waitlist/waitlist-offers.ts'
import { listCustomerConsents, putCustomerConsent } from './customers/customer-consents.ts'
import { createCustomer, getCustomer, listCustomers, updateCustomer } from './customers/customers.ts'
import { deleteCustomer } from './customers/delete-customer.ts'
import { mergeCustomer } from './customers/merge-customer.ts'
import { archiveService, createService, getService, listServices, setServiceResources, updateService } from './services/services.ts'
import { archiveResource } from './resources/archive-resource.ts'
import { createException, deleteException, listExceptions, updateException } from './resources/resource-exceptions.ts'
import { bringResourceOnline, takeResourceOffline } from './resources/resource-offline.ts'
import { getResourceSchedule } from './resources/resource-schedule.ts'
import { putResourceSkill, removeResourceSkill } from './resources/resource-skills.ts'
import { createResource, getResource, listResources, updateResource } from './resources/resources.ts'
import { getWorkingHours, setWorkingHours } from './resources/working-hours.ts'
import { createSkill, listSkills } from './skills/skills.ts'
import { createLocation, getLocation, listLocations, updateLocation } from './locations/locations.ts'
import { getScheduleConstraints, setScheduleConstraints } from './schedule/constraints.ts'
import { cancelOptimization, commitOptimization, listOptimizationAssignments } from './schedule/optimization-result.ts'
import { getOptimization, listOptimizations, startOptimization } from './schedule/optimizations.ts'
import { listViolations, validateSchedule } from './schedule/violations.ts'
import { confirmPayment } from './payments/confirm-payment.ts'
import { createPayment, getPayment, listPayments } from './payments/payments.ts'
import { cancelPayment, capturePayment, createRefund } from './payments/settle-payment.ts'
import { getRefund, listRefunds } from './refunds/refunds.ts'
import { acceptDispute, getDispute, listDisputes, submitDisputeEvidence } from './disputes/disputes.ts'
import { downloadDataExport } from './data-requests/data-export.ts'
import { createDataRequest, getDataRequest, listDataRequests } from './data-requests/data-requests.ts'
import { extendDataRequest, resolveDataRequest } from './data-requests/resolve-data-request.ts'
import { listConsents } from './consents/consents.ts'
import { completeAccessReview, getAccessReview, listAccessReviews } from './audit/access-reviews.ts'
import { listAuditEvents } from './audit/audit-events.ts'
import { getBreach, listBreaches, notifyBreach, reportBreach } from './breaches/breaches.ts'
import { listWebhookDeliveries, redeliverWebhook, testWebhook } from './webhooks/webhook-deliveries.ts'
import { createWebhook, deleteWebhook, getWebhook, listWebhooks, rotateWebhookSecret, updateWebhook } from './webhooks/webhooks.ts'
import { getEvent, listEvents } from './events/event-log.ts'
import { getTenant, updateTenant } from './tenant/tenant.ts'

/** Every operation of the API that is declared, by its id, in the order of the inventory. */
export const declared = {
  createBooking,
  listBookings,
  validateBooking,
  getBooking,
  updateBooking,
  getBookingIcs,
  confirmBooking,
  declineBooking,
  cancelBooking,
  rescheduleBooking,
  checkInBooking,
  completeBooking,
  markBookingNoShow,
  reassignBooking,
  listBookingHistory,
  addBookingAttendee,
  removeBookingAttendee,
  createBookingSeries,
  listBookingSeries,
  getBookingSeries,
  updateBookingSeries,
  cancelBookingSeries,
  getAvailableSlots,
  searchAvailability,
  createHold,
  getHold,
  releaseHold,
  createWaitlistEntry,
  listWaitlistEntries,
  getWaitlistEntry,
  removeWaitlistEntry,
  offerWaitlistSlot,
  acceptWaitlistOffer,
  createCustomer,
  listCustomers,
  getCustomer,
  updateCustomer,
  deleteCustomer,
  mergeCustomer,
  listCustomerConsents,
  putCustomerConsent,
  createService,
  listServices,
  getService,
  updateService,
  archiveService,
  setServiceResources,
  createResource,
  listResources,
  getResource,
  updateResource,
  archiveResource,
  getWorkingHours,
  setWorkingHours,
  listExceptions,
  createException,
  updateException,
  deleteException,
  putResourceSkill,
  removeResourceSkill,
  takeResourceOffline,
  bringResourceOnline,
  getResourceSchedule,
  listSkills,
  createSkill,
  listLocations,
  createLocation,
  getLocation,
  updateLocation,
  startOptimization,
  listOptimizations,
  getOptimization,
  cancelOptimization,
  listOptimizationAssignments,
  commitOptimization,
  listViolations,
  validateSchedule,
  getScheduleConstraints,
  setScheduleConstraints,
  createPayment,
  listPayments,
  getPayment,
  confirmPayment,
  capturePayment,
  cancelPayment,
  createRefund,
  listRefunds,
  getRefund,
  listDisputes,
  getDispute,
  submitDisputeEvidence,
  acceptDispute,
  createDataRequest,
  listDataRequests,
  getDataRequest,
  resolveDataRequest,
  extendDataRequest,
  downloadDataExport,
  listConsents,
  listAuditEvents,
  listAccessReviews,
  getAccessReview,
  completeAccessReview,
  reportBreach,
  listBreaches,
  getBreach,
  notifyBreach,
  createWebhook,
  listWebhooks,
  getWebhook,
  updateWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  testWebhook,
  listWebhookDeliveries,
  redeliverWebhook,
  listEvents,
  getEvent,
  getTenant,
  updateTenant,
}
