import { type TProperties, type TSchema, Type } from 'typebox'
import { AffectedRange, previousAttributes } from './objects/affected-range.ts'
import { Booking } from './objects/booking.ts'
import { Customer } from './objects/customer.ts'
import { Hold } from './objects/hold.ts'
import { Resource } from './objects/resource.ts'
import { Service } from './objects/service.ts'
import { Violation } from './objects/violation.ts'
import { idOf, instant, type Source, strictObject } from './schema.ts'

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

/** Every event type that the API emits. */
export const events = {
  'booking.created': defineEvent('reference', Booking),
  'booking.confirmed': defineEvent('reference', Booking),
  'booking.declined': defineEvent('derived', Booking),
  'booking.cancelled': defineEvent('reference', Booking),
  'booking.checked_in': defineEvent('derived', Booking),
  'booking.completed': defineEvent('reference', Booking),
  'booking.no_show': defineEvent('reference', Booking),
  'booking.rescheduled': defineEvent('reference', Booking, { previous_attributes: previousAttributes }),
  'booking.reassigned': defineEvent('derived', Booking, { previous_attributes: previousAttributes }),
  'booking.updated': defineEvent('derived', Booking, { previous_attributes: previousAttributes }),
  'booking.reminder_due': defineEvent('derived', Booking, {
    offset: Type.Integer({ description: 'Minutes before the start.' }),
  }),
  'customer.created': defineEvent('reference', Customer),
  'customer.updated': defineEvent('reference', Customer, { previous_attributes: previousAttributes }),
  'hold.expired': defineEvent('derived', Hold),
  'resource.created': defineEvent('reference', Resource),
  'resource.updated': defineEvent('derived', Resource, { previous_attributes: previousAttributes }),
  'resource.availability_changed': defineEvent('reference', Resource, { affected_range: AffectedRange }),
  'resource.taken_offline': defineEvent('reference', Resource, {
    affected_booking_ids: Type.Array(idOf('bk', 'booking'), {
      description: 'Bookings in the period, by start.',
    }),
  }),
  'resource.brought_online': defineEvent('derived', Resource),
  'resource.skill_added': defineEvent('reference', Resource, { skill_id: idOf('skill', 'skill') }),
  'resource.skill_removed': defineEvent('derived', Resource, { skill_id: idOf('skill', 'skill') }),
  'schedule.violation_detected': defineEvent('reference', Violation),
  'service.created': defineEvent('derived', Service),
  'service.updated': defineEvent('derived', Service, { previous_attributes: previousAttributes }),
} as const satisfies Record<string, EventDeclaration>

export type EventType = keyof typeof events

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
  })
}
