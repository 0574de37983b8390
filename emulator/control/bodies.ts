import { Type } from 'typebox'
import { severalOf } from '../../src/contract/filters.ts'
import { Tenant, tenantMembers } from '../../src/contract/objects/tenant.ts'
import { idOf, instant, strictObject } from '../../src/contract/schema.ts'
import { plainName, statusList } from '../../src/contract/texts.ts'
import { dataSetNames } from '../../src/control/data-sets.ts'
import { faultEffects, gatewayStatuses } from '../../src/control/fault-control.ts'
import { messageKinds } from '../../src/control/message-control.ts'

/** Bodies of the control API. The widest advance is a century: longer ones are mistakes. */
export const freezeBody = strictObject({
  at: Type.Optional(instant('Where to stand still; now by default.')),
})

export const setBody = strictObject({ at: instant('The new time.') })

/** One of the three that say how far; whoever reads it counts them. */
export const advanceBody = strictObject({
  by_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 * 366 * 86_400 })),
  to: Type.Optional(instant('Until when.')),
  until: Type.Optional(Type.Enum(['next', 'settled'])),
  deliver: Type.Optional(Type.Boolean({ description: 'Whether webhook attempts are awaited on the way.' })),
})

export const resumeBody = strictObject({
  real: Type.Optional(Type.Boolean({ description: 'Whether to go back to real time.' })),
})

/** The longest that one request waits; who wants to wait longer asks again. */
const waitMs = Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000 }))

export const requestsQuery = strictObject({
  status: Type.Optional(Type.String({ pattern: statusList })),
  path: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  after: Type.Optional(
    Type.Integer({ minimum: 0, description: 'The number of the request that was seen last.' }),
  ),
  wait_ms: waitMs,
  follow: Type.Optional(Type.Boolean()),
})

export const eventsQuery = strictObject({
  after: Type.Optional(idOf('evt', 'event that was seen last')),
  type: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  wait_ms: waitMs,
})

export const messagesQuery = strictObject({
  after: Type.Optional(idOf('msg', 'message that was seen last')),
  kind: Type.Optional(severalOf(messageKinds, 'Only these kinds.')),
  customer: Type.Optional(idOf('cust', 'customer')),
  booking: Type.Optional(idOf('bk', 'booking')),
  tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  wait_ms: waitMs,
})

/** Names that do well in a shell and in a file name. */
export const nameOf = (description: string) => Type.String({ pattern: plainName, description })

export const forkBody = strictObject({
  name: Type.Optional(nameOf('How the fork may be called instead of by its id.')),
  expires_in_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 * 86_400 })),
  keep: Type.Optional(Type.Boolean({ description: 'Whether it lies on disk and is there after a restart.' })),
  from_snapshot: Type.Optional(nameOf('The snapshot that is copied in the place of the sandbox.')),
})

export const snapshotBody = strictObject({
  name: nameOf('What the snapshot is called.'),
  force: Type.Optional(Type.Boolean({ description: 'Whether it may take the place of one of that name.' })),
})

export const importQuery = strictObject({
  name: Type.Optional(nameOf('What it is called; as it was saved by default.')),
  force: Type.Optional(Type.Boolean()),
})

export const diffQuery = strictObject({
  with: Type.Optional(nameOf('The snapshot that is compared with; the present by default.')),
})

/** A plan by name or as three numbers, or negotiated limits: one of the two. */
const planMembers = {
  plan: Type.Optional(
    Type.String({ description: 'A plan of the reference, `unlimited`, or `5/200/10000`.' }),
  ),
  limits: Type.Optional(Tenant.properties.limits),
}

export const tenantBody = strictObject({
  id: Type.Optional(idOf('tnt', 'tenant; drawn unless given')),
  name: tenantMembers.name,
  timezone: Type.Optional(tenantMembers.timezone),
  currency: Type.Optional(tenantMembers.currency),
  ...planMembers,
  account: Type.Optional(idOf('acct', 'account; that of the default keys by default')),
})

export const planBody = strictObject(planMembers, { minProperties: 1, maxProperties: 1 })

export const keyBody = strictObject({
  scope: Type.Optional(Type.Enum(['secret', 'publishable'])),
  tenant: Type.Optional(idOf('tnt', 'tenant for which it acts when X-Tenant-Id is absent')),
  account: Type.Optional(idOf('acct', 'account')),
})

export const revokeBody = strictObject({
  key: Type.String({ minLength: 1, maxLength: 200, description: 'Its id, its hint, or the key itself.' }),
})

/** Longer than any client waits. */
const longestDelayMs = 600_000

export const faultBody = strictObject({
  effect: Type.Enum([...faultEffects], { description: 'What goes wrong.' }),
  code: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'The error, by its code.' })),
  status: Type.Optional(Type.Enum([...gatewayStatuses])),
  delay_ms: Type.Optional(Type.Integer({ minimum: 1, maximum: longestDelayMs })),
  operation: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'By its operationId.' })),
  tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  times: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  probability: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
})

const dataSetName = Type.Enum([...dataSetNames], { description: 'What the sandbox is to hold.' })

export const resetBody = strictObject({ data_set: Type.Optional(dataSetName) })

export const seedBody = strictObject({
  data_set: dataSetName,
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  seed: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  add: Type.Optional(Type.Boolean({ description: 'Whether it comes to what is there.' })),
})

export const seedFileQuery = strictObject({
  replace: Type.Optional(Type.Boolean({ description: 'Whether it takes the place of all that is there.' })),
})
