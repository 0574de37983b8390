import type { Step } from '../../../src/contract/examples.ts'
import { madeBefore, paidFee } from '../../../src/contract/parts/payments.ts'
import { waitingFor } from '../../../src/contract/parts/waiting-for.ts'
import { beginOffline, endOffline } from '../../operations/resources/resource-offline.ts'
import { readyWebhookRetry } from '../../operations/webhooks/webhook-deliveries.ts'
import {
  cancelUnpaid,
  completeEnded,
  declineUnconfirmed,
  markMissed,
  remindOfBooking,
} from '../../rules/booking-life/booking-clock.ts'
import { openReview } from '../../rules/compliance/access-reviews.ts'
import { watchDenials } from '../../rules/compliance/breach-watch.ts'
import { tellOverdue } from '../../rules/compliance/data-requests.ts'
import { expireHold } from '../../rules/holds/hold-expiry.ts'
import { expireSkill } from '../../rules/hours/skill-expiry.ts'
import { decideDispute, disputePayment } from '../../rules/money/dispute-moves.ts'
import { lapseAuthorization, settleRefund } from '../../rules/money/money-clock.ts'
import { defineJob, type JobKind } from './job-kind.ts'

/** A consultation in five days, after its service was changed. */
function bookedUnder(terms: Readonly<Record<string, unknown>>): readonly Step[] {
  const service = { service_id: 'svc_consult_30' }
  return [
    { operation: 'updateService', params: service, body: terms },
    {
      operation: 'createBooking',
      body: { ...service, customer_id: 'cust_priya_01', start_at: '2026-04-20T05:00:00Z' },
    },
  ]
}

/** Indian money, in rupees. */
function rupees(amount: number) {
  return { amount: amount * 100, currency: 'INR' }
}

/** Somebody waits for the time of that consultation. */
const waitingForIt = waitingFor('svc_consult_30', '2026-04-20T05:00:00Z', '2026-04-20T05:30:00Z')

/** Dr Niket away for an hour, four hours from now. */
const awayForAnHour: Step = {
  operation: 'takeResourceOffline',
  params: { resource_id: 'res_dr_niket' },
  body: { from: '2026-04-15T13:42:11Z', until: '2026-04-15T14:42:11Z' },
}

const heldForAMinute: Step = {
  operation: 'createHold',
  body: { service_id: 'svc_consult_30', start_at: '2026-04-20T05:00:00Z', ttl_seconds: 60 },
}

/** Somebody of the example data is offered a check-up. */
const offeredToArjun: Step = {
  operation: 'offerWaitlistSlot',
  params: { waitlist_entry_id: 'wl_arjun_01' },
  body: { start_at: '2026-04-20T05:10:00Z', resource_id: 'res_dr_asha' },
}

/** Every kind of job, and what it stands for. */
export const jobKinds: Readonly<Record<string, JobKind>> = {
  'booking.confirm_by': defineJob({
    run: declineUnconfirmed,
    emits: [
      'booking.declined',
      {
        type: 'waitlist.offer_made',
        example: { after: [...bookedUnder({ confirmation: 'manual' }), waitingForIt], advance: '1d' },
      },
    ],
    examples: [{ after: bookedUnder({ confirmation: 'manual' }), advance: '1d' }],
  }),
  'booking.pay_by': defineJob({
    run: cancelUnpaid,
    emits: [
      'booking.cancelled',
      {
        type: 'waitlist.offer_made',
        example: { after: [...bookedUnder({ deposit: rupees(200) }), waitingForIt], advance: '30m' },
      },
    ],
    examples: [{ after: bookedUnder({ deposit: rupees(200) }), advance: '30m' }],
  }),
  'booking.reminder': defineJob({
    run: remindOfBooking,
    emits: ['booking.reminder_due'],
    examples: [{ after: bookedUnder({ policy: { reminders_min: [60] } }), advance: '5d' }],
  }),
  'booking.auto_no_show': defineJob({
    run: markMissed,
    emits: [
      'booking.no_show',
      {
        type: 'waitlist.offer_made',
        example: {
          // Fifteen minutes late, what is left of the half hour and the half hour behind it are enough.
          after: [
            ...bookedUnder({ policy: { auto_no_show: true }, step_min: 5 }),
            waitingFor('svc_consult_30', '2026-04-20T05:00:00Z', '2026-04-20T06:00:00Z'),
          ],
          advance: '5d',
        },
      },
    ],
    examples: [{ after: bookedUnder({ policy: { auto_no_show: true } }), advance: '5d' }],
  }),
  'booking.auto_complete': defineJob({
    run: completeEnded,
    emits: [
      'booking.completed',
      {
        type: 'waitlist.offer_made',
        example: {
          // The hour after it was to be kept free as well.
          after: [
            ...bookedUnder({ policy: { auto_complete: 'confirmed' }, buffer_after_min: 60 }),
            waitingFor('svc_consult_30', '2026-04-20T05:30:00Z', '2026-04-20T06:30:00Z'),
          ],
          advance: '5d',
        },
      },
    ],
    examples: [
      {
        after: [{ operation: 'checkInBooking', params: { booking_id: 'bk_today_01' } }],
        advance: '1h',
      },
    ],
  }),
  'hold.expire': defineJob({
    run: expireHold,
    emits: [
      'hold.expired',
      { type: 'waitlist.offer_expired', example: { after: [offeredToArjun], advance: '15m' } },
      { type: 'waitlist.offer_made', example: { after: [heldForAMinute, waitingForIt], advance: '1m' } },
    ],
    examples: [{ after: [heldForAMinute], advance: '1m' }],
  }),
  'payment.lapse': defineJob({
    run: lapseAuthorization,
    emits: [],
    examples: [{ after: paidFee('pm_test_ok', 'manual'), advance: '7d' }],
  }),
  'payment.dispute': defineJob({
    run: disputePayment,
    emits: ['payment.disputed'],
    examples: [{ after: paidFee('pm_test_dispute_won'), advance: '1d' }],
  }),
  'dispute.decide': defineJob({
    run: decideDispute,
    emits: ['payment.dispute_closed'],
    examples: [{ after: paidFee('pm_test_dispute_lost'), advance: '8d' }],
  }),
  'refund.settle': defineJob({
    run: settleRefund,
    emits: ['payment.refunded'],
    examples: [
      {
        after: [
          ...paidFee('pm_test_refund_slow'),
          { operation: 'createRefund', params: madeBefore, body: {} },
        ],
        advance: '1d',
      },
    ],
  }),
  'resource.offline_begins': defineJob({
    run: beginOffline,
    emits: ['resource.taken_offline'],
    examples: [{ after: [awayForAnHour], advance: '4h' }],
  }),
  'resource.offline_ends': defineJob({
    run: endOffline,
    emits: [
      'resource.brought_online',
      { type: 'waitlist.offer_made', example: { after: [awayForAnHour, waitingForIt], advance: '5h' } },
    ],
    examples: [{ after: [awayForAnHour], advance: '5h' }],
  }),
  'resource.skill_expires': defineJob({
    run: expireSkill,
    emits: ['resource.skill_removed', 'schedule.violation_detected'],
    examples: [
      {
        after: [
          {
            operation: 'setServiceResources',
            params: { service_id: 'svc_consult_30' },
            body: { requirements: [{ group: 'staff', skills: [{ skill_id: 'skill_cardiology' }] }] },
          },
          {
            operation: 'putResourceSkill',
            params: { resource_id: 'res_dr_niket', skill_id: 'skill_cardiology' },
            body: { level: 3, valid_until: '2026-04-16T00:00:00Z' },
          },
        ],
        advance: '1d',
      },
    ],
  }),
  'data_request.overdue': defineJob({
    run: tellOverdue,
    emits: ['data_request.overdue'],
    examples: [
      {
        after: [{ operation: 'createDataRequest', body: { kind: 'access', customer_id: 'cust_priya_01' } }],
        advance: '40d',
      },
    ],
  }),
  'audit.access_review': defineJob({
    run: openReview,
    emits: ['audit.access_review_due'],
    examples: [{ advance: '91d' }],
  }),
  'breach.watch': defineJob({
    run: watchDenials,
    emits: ['breach.detected'],
    examples: [
      {
        after: [
          { operation: 'updateTenant', body: { breach_watch: { denials: 2, window_min: 10 } } },
          { operation: 'listCustomers', tenant: 'tnt_stranger', refused: 'tenant_mismatch' },
          { operation: 'listBookings', tenant: 'tnt_stranger', refused: 'tenant_mismatch' },
        ],
        advance: '10m',
      },
    ],
  }),
  'webhook.retry': defineJob({
    run: readyWebhookRetry,
    emits: [],
    examples: [
      {
        after: [
          {
            operation: 'createWebhook',
            // Nothing listens there.
            body: { url: 'http://127.0.0.1:9/webhooks', events: ['customer.created'] },
          },
          { operation: 'createCustomer', body: { name: 'Meera Iyer' } },
        ],
        advance: '10s',
      },
    ],
  }),
}
