import { component, optional, resettable } from '../schema.ts'
import { BookingPolicy } from './booking.ts'

// A service says `confirmation` itself; twice, the two could contradict each other.
const { confirmation: _, ...policyOfServices } = BookingPolicy.properties

/** What a service changes of its tenant's policy. */
export const ServicePolicy = component('ServicePolicy', optional(policyOfServices), {
  description: "What differs from the tenant's policy for bookings of this service.",
})

/** A change of what a service changes: merged member by member. */
export const ServicePolicyChanges = component('ServicePolicyChanges', resettable(policyOfServices), {
  description: "Merged member by member; null takes the tenant's again.",
})

/** A change of a tenant's policy: merged member by member. */
export const BookingPolicyChanges = component('BookingPolicyChanges', resettable(BookingPolicy.properties), {
  description: 'Merged member by member; null takes the default again.',
})
