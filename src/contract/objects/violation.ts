import { Type } from 'typebox'
import { component, instant } from '../schema.ts'

/** A hard rule that the live schedule breaks, knowingly (`override_conflicts`) or by a later change. */
export const Violation = component(
  'Violation',
  {
    rule: Type.String({ description: 'The broken rule: a conflict type such as existing_booking.' }),
    message: Type.String({ description: 'The violation in one sentence.' }),
    booking_ids: Type.Array(Type.String(), { description: 'Bookings that break the rule.' }),
    resource_ids: Type.Array(Type.String(), { description: 'Resources on which they break it.' }),
    since: instant('When the violation arose.'),
  },
  { 'x-columns': ['rule', 'booking_ids', 'message'] },
)
