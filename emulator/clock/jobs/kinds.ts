import { beginOffline, endOffline } from '../../operations/resources/resource-offline.ts'
import { readyWebhookRetry } from '../../operations/webhooks/webhook-deliveries.ts'
import {
  cancelUnpaid,
  completeEnded,
  declineUnconfirmed,
  markMissed,
  remindOfBooking,
} from '../../rules/booking-life/booking-clock.ts'
import type { Context } from '../../rules/context/context.ts'
import { expireHold } from '../../rules/holds/hold-expiry.ts'
import { expireSkill } from '../../rules/hours/skill-expiry.ts'

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
