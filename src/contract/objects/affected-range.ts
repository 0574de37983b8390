import { Type } from 'typebox'
import { component, instant, nullable } from '../schema.ts'

/** The time in which something may have changed; outside of it nothing did. Half-open. */
export const AffectedRange = component('AffectedRange', {
  from: instant('First instant that may be affected.'),
  to: nullable(instant('End of the range; null: from then on, for ever.')),
})

/** The old values of the members that a change touched. */
export const previousAttributes = Type.Record(Type.String(), Type.Unknown(), {
  description: 'The old values of the members that changed.',
})
