import { Type } from 'typebox'
import { component, idOf, instant, nullable } from '../schema.ts'
import { bookingActors, bookingStatuses } from './booking.ts'

/** The verbs of the state table (rules, section 5), in its order. */
export const bookingVerbs = [
  'confirm',
  'decline',
  'cancel',
  'reschedule',
  'reassign',
  'check_in',
  'complete',
  'no_show',
] as const

/** Whatever changes a booking that is there: the verbs, and changes that leave the state as it is. */
export const bookingActions = [...bookingVerbs, 'pay', 'update', 'add_attendee', 'remove_attendee'] as const

/** One line of a booking's history. */
export const BookingTransition = component(
  'BookingTransition',
  {
    id: idOf('bt', 'transition'),
    booking_id: idOf('bk', 'booking'),
    revision: Type.Integer({ minimum: 1, description: 'The revision that the booking got by it.' }),
    action: Type.Enum(['create', ...bookingActions], { description: 'What was done.' }),
    from: nullable(Type.Enum([...bookingStatuses]), {
      description: 'State before; null for the making of the booking.',
    }),
    to: Type.Enum([...bookingStatuses], { description: 'State after.' }),
    actor: Type.Enum([...bookingActors], {
      description: 'Who did it: the customer (publishable keys), the staff (secret keys), or the clock.',
    }),
    reason: nullable(Type.String(), { description: 'Why, where somebody said so.' }),
    at: instant('When.'),
    request_id: nullable(Type.String(), { description: 'The request that did it; null for the clock.' }),
  },
  { 'x-columns': ['revision', 'action', 'from', 'to', 'actor', 'at', 'reason'] },
)
