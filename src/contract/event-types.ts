import { type TProperties, type TSchema, Type } from 'typebox'
import { AffectedRange, previousAttributes } from './objects/affected-range.ts'
import { Booking } from './objects/booking.ts'
import { AccessReview, Breach, BreachNotification, Consent, DataRequest } from './objects/compliance.ts'
import { Customer, CustomerTombstone } from './objects/customer.ts'
import { redactedAt } from './objects/event.ts'
import { Hold } from './objects/hold.ts'
import { ChangeCounts, Optimization } from './objects/optimization.ts'
import { Dispute, Payment, Refund } from './objects/payment.ts'
import { Resource } from './objects/resource.ts'
import { Service } from './objects/service.ts'
import { Violation } from './objects/violation.ts'
import { WaitlistEntry, WaitlistOffer } from './objects/waitlist-entry.ts'
import { idOf, instant, nullable, type Source, strictObject } from './schema.ts'

/** One event type: the object that it carries, and what stands beside it in `data`. */
export interface EventDeclaration<
  Object extends TSchema = TSchema,
  Siblings extends TProperties = TProperties,
> {
  readonly source: Source
  readonly object: Object
  /** Members of `data` beside `object`: the "+ x" of the event list. */
  readonly siblings: Siblings
}

function defineEvent<Object extends TSchema, Siblings extends TProperties = Record<never, never>>(
  source: Source,
  object: Object,
  siblings: Siblings = {} as Siblings,
): EventDeclaration<Object, Siblings> {
  return { source, object, siblings }
}

/** What stood in the fields that a change touched. */
const previous = { previous_attributes: previousAttributes }
const skill = { skill_id: idOf('skill', 'skill') }
const offer = { offer: WaitlistOffer }

/** Every event type of the API: the 28 of the reference, and 20 that this project derived. */
export const events = {
  'booking.created': defineEvent('reference', Booking),
  'booking.confirmed': defineEvent('reference', Booking),
  'booking.declined': defineEvent('derived', Booking),
  'booking.cancelled': defineEvent('reference', Booking),
  'booking.rescheduled': defineEvent('reference', Booking, previous),
  'booking.reassigned': defineEvent('derived', Booking, previous),
  'booking.updated': defineEvent('derived', Booking, previous),
  'booking.checked_in': defineEvent('derived', Booking),
  'booking.completed': defineEvent('reference', Booking),
  'booking.no_show': defineEvent('reference', Booking),
  'booking.payment_received': defineEvent('reference', Booking, { payment: Payment }),
  'booking.reminder_due': defineEvent('derived', Booking, {
    offset: Type.Integer({ minimum: 0, description: 'Minutes before the start.' }),
  }),
  'hold.expired': defineEvent('derived', Hold),
  'waitlist.entry_created': defineEvent('derived', WaitlistEntry),
  'waitlist.offer_made': defineEvent('derived', WaitlistEntry, offer),
  'waitlist.offer_expired': defineEvent('derived', WaitlistEntry, offer),
  'customer.created': defineEvent('reference', Customer),
  'customer.updated': defineEvent('reference', Customer, previous),
  'customer.merged': defineEvent('reference', Customer, {
    merged_customer_id: idOf('cust', 'customer that was merged into this one'),
  }),
  'customer.deleted': defineEvent('reference', CustomerTombstone),
  'customer.consent_changed': defineEvent('reference', Customer, {
    purpose: Type.String({
      description: 'The purpose whose consent changed.',
      'x-example': 'marketing_email',
    }),
  }),
  'service.created': defineEvent('derived', Service),
  'service.updated': defineEvent('derived', Service, previous),
  'resource.created': defineEvent('reference', Resource),
  'resource.updated': defineEvent('derived', Resource, previous),
  'resource.availability_changed': defineEvent('reference', Resource, { affected_range: AffectedRange }),
  'resource.taken_offline': defineEvent('reference', Resource, {
    affected_booking_ids: Type.Array(idOf('bk', 'booking'), {
      description: 'Bookings in the period, by start.',
    }),
  }),
  'resource.brought_online': defineEvent('derived', Resource),
  'resource.skill_added': defineEvent('reference', Resource, skill),
  'resource.skill_removed': defineEvent('derived', Resource, skill),
  'schedule.optimization_started': defineEvent('reference', Optimization),
  'schedule.optimization_finished': defineEvent('reference', Optimization),
  'schedule.committed': defineEvent('reference', Optimization, { changes: ChangeCounts }),
  'schedule.violation_detected': defineEvent('reference', Violation),
  'payment.authorized': defineEvent('derived', Payment),
  'payment.succeeded': defineEvent('reference', Payment),
  'payment.failed': defineEvent('reference', Payment, {
    error: strictObject({
      code: Type.String({ 'x-example': 'card_declined' }),
      decline_code: nullable(Type.String({ 'x-example': 'insufficient_funds' })),
      message: Type.String({ 'x-example': 'The card has insufficient funds' }),
    }),
  }),
  'payment.refunded': defineEvent('reference', Refund, { payment: Payment }),
  'payment.disputed': defineEvent('reference', Dispute),
  'payment.dispute_closed': defineEvent('derived', Dispute),
  'data_request.received': defineEvent('reference', DataRequest),
  'data_request.completed': defineEvent('derived', DataRequest),
  'data_request.overdue': defineEvent('derived', DataRequest),
  'consent.changed': defineEvent('reference', Consent),
  'audit.access_review_due': defineEvent('reference', AccessReview),
  'audit.access_review_completed': defineEvent('derived', AccessReview),
  'breach.detected': defineEvent('reference', Breach),
  'breach.notified': defineEvent('derived', Breach, { notification: BreachNotification }),
} as const satisfies Record<string, EventDeclaration>

export type EventType = keyof typeof events

/** What types begin with, as people read it: `booking, hold, …`. */
export const eventGroups = [...new Set(Object.keys(events).map(type => type.split('.')[0]))].join(', ')

/** The envelope of an event of one type, as it is stored and delivered (rules, section 10). */
export function eventSchema(type: EventType) {
  const declaration: EventDeclaration = events[type]
  return strictObject({
    id: idOf('evt', 'event; also the webhook-id'),
    type: { type: 'string', const: type } as TSchema,
    created_at: instant('When the event happened, on the clock of the sandbox.'),
    tenant_id: idOf('tnt', 'tenant'),
    request_id: { type: ['string', 'null'] } as TSchema,
    data: strictObject({ object: declaration.object, ...declaration.siblings }),
    redacted_at: Type.Optional(redactedAt),
  })
}
