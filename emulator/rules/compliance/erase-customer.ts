import { bookingsOfCustomer } from '../../store/bookings.ts'
import {
  customersMergedInto,
  findCustomerOrDeleted,
  findSurvivorOrDeleted,
  saveCustomer,
} from '../../store/customers.ts'
import { findDataRequest } from '../../store/data-requests.ts'
import { erasePerson } from '../../store/erase-person.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import type { BookingRow, CustomerRow, DataRequestRow } from '../../store/schema.ts'
import { noteScrub } from '../../store/scrub.ts'
import type { Context } from '../context/context.ts'
import { found } from '../context/found.ts'
import { revised } from '../context/revisions.ts'
import { customerReferences } from '../customers/references.ts'
import type { Fulfilment } from './fulfilment.ts'
import { redactionOf } from './redaction.ts'

/**
 * Erases a person: what is ahead is cancelled, and what tells of the person is taken out of everything, but for what
 * the law keeps. What is left of the customer is an id and the time.
 */
export async function eraseCustomer(ctx: Context, request: DataRequestRow): Promise<Fulfilment> {
  const customer = await customerIn(ctx, request.customer_id)
  const { id } = customer
  const customers = [customer, ...(await customersMergedInto(ctx.trx, ctx.tenant.id, id))]
  for (const { end } of Object.values(customerReferences)) await end(ctx, id)
  const at = toStored(ctx.now)
  const customerIds = customers.map(row => row.id)
  const words = wordsOf(customers, await bookingsOfCustomer(ctx.trx, ctx.tenant.id, id))
  const redaction = redactionOf(new Set(customerIds), words, toAnswer(at))
  const person = { tenantId: ctx.tenant.id, customerIds, words, scrub: redaction.column }
  await erasePerson(ctx.trx, person, ctx.turns)
  for (const row of customers) await leaveTombstone(ctx, row, at)
  await noteScrub(ctx.trx)
  ctx.erased({ customerIds, scrub: redaction.column })
  if (customer.deleted_at === null) await ctx.emit('customer.deleted', { id, deleted_at: toAnswer(at) })
  const scrubbed = await findDataRequest(ctx.trx, ctx.tenant.id, request.id)
  return {
    step: 'erased',
    row: found(scrubbed, 'data request', request.id),
    copies: ctx.copies(),
    scrub: redaction.words,
  }
}

async function customerIn(ctx: Context, id: string): Promise<CustomerRow> {
  return found(await findSurvivorOrDeleted(ctx.trx, ctx.tenant.id, id), 'customer', id)
}

/** What tells of a person wherever it stands. */
function wordsOf(customers: readonly CustomerRow[], bookings: readonly BookingRow[]): string[] {
  const attendees = bookings.flatMap(
    row => JSON.parse(row.attendees) as { name: string; email: string | null }[],
  )
  return [
    ...customers.flatMap(({ name, email, phone, external_ref }) => [name, email, phone, external_ref]),
    ...attendees.flatMap(({ name, email }) => [name, email]),
  ].flatMap(word => word ?? [])
}

/** The erased row is there for what still names it, and says only that it was deleted. */
async function leaveTombstone(ctx: Context, before: CustomerRow, at: string): Promise<void> {
  const scrubbed = await findCustomerOrDeleted(ctx.trx, ctx.tenant.id, before.id)
  const after = revised(ctx, found(scrubbed, 'customer', before.id), { deleted_at: before.deleted_at ?? at })
  await saveCustomer(ctx.trx, after)
  ctx.changed('customer', before, after)
}
