import {
  cancelUnpaid,
  completeEnded,
  declineUnconfirmed,
  markMissed,
  remindOfBooking,
} from '../operations/booking-clock.ts'
import type { Context } from '../operations/context.ts'
import { expireHold } from '../operations/hold-expiry.ts'
import { beginOffline, endOffline } from '../operations/resource-offline.ts'
import { expireSkill } from '../operations/skill-expiry.ts'
import { readyWebhookRetry } from '../operations/webhook-deliveries.ts'

/** What the clock does when a job is due: an operation on the object, with the data that was scheduled. */
type JobHandler = (ctx: Context, objectId: string, data: Readonly<Record<string, unknown>>) => Promise<void>

/** Every kind of job, and the operation that it stands for. */
export const jobKinds: Readonly<Record<string, JobHandler>> = {
  'booking.confirm_by': declineUnconfirmed,
  'booking.pay_by': cancelUnpaid,
  'booking.reminder': remindOfBooking,
  'booking.auto_no_show': markMissed,
  'booking.auto_complete': completeEnded,
  'hold.expire': expireHold,
  'resource.offline_begins': beginOffline,
  'resource.offline_ends': endOffline,
  'resource.skill_expires': expireSkill,
  'webhook.retry': readyWebhookRetry,
}
