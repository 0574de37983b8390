import { idOf, strictObject } from '../schema.ts'

/** Path parameters that several operations of a group share. */
export const bookingId = strictObject({ booking_id: idOf('bk', 'booking') })
export const customerId = strictObject({ customer_id: idOf('cust', 'customer') })
export const resourceId = strictObject({ resource_id: idOf('res', 'resource') })
export const waitlistEntryId = strictObject({ waitlist_entry_id: idOf('wl', 'waitlist entry') })
export const webhookId = strictObject({ webhook_id: idOf('wh', 'webhook endpoint') })
export const seriesId = strictObject({ series_id: idOf('series', 'series') })
export const dataRequestId = strictObject({ data_request_id: idOf('dsr', 'data request') })
export const paymentId = strictObject({ payment_id: idOf('pay', 'payment') })
export const refundId = strictObject({ refund_id: idOf('ref', 'refund') })
export const disputeId = strictObject({ dispute_id: idOf('dp', 'dispute') })
export const optimizationId = strictObject({ optimization_id: idOf('opt', 'optimization run') })
