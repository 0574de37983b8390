import * as bookings from './bookings.ts'
import * as customers from './customers.ts'
import * as eventLog from './event-log.ts'
import * as locations from './locations.ts'
import type { Operation } from './operation.ts'
import * as resources from './resources.ts'
import * as services from './services.ts'
import * as skills from './skills.ts'
import * as tenant from './tenant.ts'
import * as webhooks from './webhooks.ts'

/** The groups of the contract, in the order in which help and documents show them. A new group is one line here. */
const groups = {
  bookings,
  customers,
  services,
  resources,
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

/** The operations of the API: group by group, in each by name (the order of a module's exports). */
export const operations: readonly Operation[] = Object.values(groups).flatMap(group => Object.values(group))
