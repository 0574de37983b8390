import * as bookings from './bookings.ts'
import type { Handlers } from './context.ts'
import * as customers from './customers.ts'
import * as eventLog from './event-log.ts'
import * as locations from './locations.ts'
import * as resources from './resources.ts'
import * as services from './services.ts'
import * as skills from './skills.ts'
import * as tenant from './tenant.ts'
import * as webhookDeliveries from './webhook-deliveries.ts'
import * as webhooks from './webhooks.ts'

/** The code of every operation, by id. A missing one does not compile. */
export const handlers: Handlers = {
  ...bookings,
  ...customers,
  ...services,
  ...resources,
  ...skills,
  ...locations,
  ...webhooks,
  ...webhookDeliveries,
  ...eventLog,
  ...tenant,
}
