import { Type } from 'typebox'
import { component, idOf, instant } from '../schema.ts'

const localStart = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$',
  description: "The start on the wall clock of the resource's zone: `2026-04-20T10:30:00`.",
})

const utcOffset = Type.String({
  pattern: '^[+-][0-9]{2}:[0-9]{2}(:[0-9]{2})?$',
  description: 'What that clock is ahead of UTC then: `+05:30`.',
})

const seatsLeft = Type.Integer({ minimum: 1, description: 'The largest party that could be booked.' })

/** A start that can be booked with one resource, as it stands. */
export const Slot = component('Slot', {
  start_at: instant('Start, inclusive.'),
  end_at: instant('End, exclusive.'),
  local_start: localStart,
  utc_offset: utcOffset,
  resource_id: idOf('res', 'resource that is free then'),
  seats_left: seatsLeft,
})

/** A start that an open offer of the waitlist keeps, so that nobody else can book it. */
export const OfferedSlot = component('OfferedSlot', {
  start_at: instant('Start, inclusive.'),
  end_at: instant('End, exclusive.'),
  local_start: localStart,
  utc_offset: utcOffset,
  resource_id: idOf('res', 'resource that is held'),
  service_id: idOf('svc', 'service that is offered'),
  waitlist_entry_id: idOf('wl', 'waitlist entry that has the offer'),
  expires_at: instant('Until when the offer stands.'),
})

/** One of the services of an availability, as it can be booked. */
export const Segment = component('Segment', {
  service_id: idOf('svc', 'service'),
  resource_id: idOf('res', 'resource to book it with'),
  start_at: instant('Start, inclusive.'),
  end_at: instant('End, exclusive.'),
  local_start: localStart,
  utc_offset: utcOffset,
  seats_left: seatsLeft,
  allocations: Type.Array(
    component('SegmentAllocation', {
      group: Type.String(),
      resource_id: idOf('res', 'resource of the group'),
    }),
    { description: 'Every resource that a booking made now would take: staff, room.' },
  ),
})

/** A start at which all services fit, one after the other. */
export const Availability = component('Availability', {
  start_at: instant('Start of the first service.'),
  end_at: instant('End of the last service.'),
  segments: Type.Array(Segment, { description: 'The services in their order, back to back.' }),
})
