import { declineUnconfirmed, remindOfBooking } from '../operations/booking-deadlines.ts'
import type { Context } from '../operations/context.ts'
import { readyWebhookRetry } from '../operations/webhook-deliveries.ts'

/** What the clock does when a job is due: an operation on the object, with the data that was scheduled. */
type JobHandler = (ctx: Context, objectId: string, data: Readonly<Record<string, unknown>>) => Promise<void>

/** Every kind of job, and the operation that it stands for. */
export const jobKinds: Readonly<Record<string, JobHandler>> = {
  'booking.confirm_by': declineUnconfirmed,
  'booking.reminder': remindOfBooking,
  'webhook.retry': readyWebhookRetry,
}
