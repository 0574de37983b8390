import * as availability from './availability.ts'
import * as bookingCalendar from './booking-calendar.ts'
import * as bookingChanges from './booking-changes.ts'
import * as bookingMoves from './booking-moves.ts'
import * as bookingValidation from './booking-validation.ts'
import * as bookings from './bookings.ts'
import * as customers from './customers.ts'
import * as eventLog from './event-log.ts'
import * as holds from './holds.ts'
import * as locations from './locations.ts'
import type { Operation } from './operation.ts'
import * as resourceExceptions from './resource-exceptions.ts'
import * as resourceHours from './resource-hours.ts'
import * as resourceSkills from './resource-skills.ts'
import * as resourceState from './resource-state.ts'
import * as resources from './resources.ts'
import * as services from './services.ts'
import * as skills from './skills.ts'
import * as tenant from './tenant.ts'
import * as webhooks from './webhooks.ts'

// Groups of more than one file.
const allOfBookings = {
  ...bookings,
  ...bookingCalendar,
  ...bookingMoves,
  ...bookingChanges,
  ...bookingValidation,
}
const allOfResources = {
  ...resources,
  ...resourceHours,
  ...resourceExceptions,
  ...resourceSkills,
  ...resourceState,
}

/** The groups of the contract, in the order in which help and documents show them. A new group is one line here. */
const groups = {
  bookings: allOfBookings,
  availability,
  holds,
  customers,
  services,
  resources: allOfResources,
  skills,
  locations,
  webhooks,
  events: eventLog,
  tenant,
}

type Groups = typeof groups
type Declared = { [Group in keyof Groups]: Groups[Group][keyof Groups[Group]] }[keyof Groups]

/** Every declared operation by its id. */
export type Operations = { [O in Extract<Declared, Operation> as O['id']]: O }

export type OperationId = keyof Operations & string

/** The operations of the API: group by group, file by file, in each by name (the order of a module's exports). */
export const operations: readonly Operation[] = Object.values(groups).flatMap(group => Object.values(group))
