import { type TSchema, Type } from 'typebox'
import { component, idOf, instant, nullable } from '../schema.ts'

/** The one exception to "the same bytes each time". */
export const redactedAt = instant(
  'When what tells of a person was taken out of it, where that person was erased; not there otherwise.',
)

/** Something that happened, as it is stored, delivered and listed: the same bytes each time. */
export const Event = component(
  'Event',
  {
    id: idOf('evt', 'event; also the webhook-id'),
    type: Type.String({ description: 'One of the event types, such as booking.created.' }),
    created_at: instant('When the event happened, on the clock of the sandbox.'),
    tenant_id: idOf('tnt', 'tenant'),
    request_id: nullable(Type.String(), { description: 'The request that caused it; null for the clock.' }),
    data: Type.Object(
      { object: Type.Object({}) as TSchema },
      { description: 'The object as it was then, and what stands beside it.' },
    ),
    redacted_at: Type.Optional(redactedAt),
  },
  { 'x-columns': ['id', 'type', 'created_at'] },
)
