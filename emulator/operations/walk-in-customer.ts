import { customerObject, insertCustomer } from '../store/customers.ts'
import { toStored } from '../store/instants.ts'
import type { CustomerRow } from '../store/schema.ts'
import type { Context } from './context.ts'

/**
 * Makes the customer that a booking brings along, and gives its id. Always a new one, even for a known address:
 * a widget must not be able to find out who is a customer. Doubles are merged later.
 */
export async function createWalkInCustomer(
  ctx: Context,
  person: { readonly name: string; readonly email?: string; readonly phone?: string } | undefined,
): Promise<string> {
  if (person === undefined) throw new Error('The request was read without a customer.')
  const now = toStored(ctx.now)
  const row: CustomerRow = {
    tenant_id: ctx.tenant.id,
    id: await ctx.ids.next('cust'),
    created_at: now,
    updated_at: now,
    revision: 1,
    metadata: '{}',
    name: person.name,
    email: person.email ?? null,
    phone: person.phone ?? null,
    external_ref: null,
    timezone: null,
    locale: null,
    notes: null,
    processing_restricted: 0,
    merged_into: null,
    deleted_at: null,
  }
  await insertCustomer(ctx.trx, row)
  await ctx.emit('customer.created', customerObject(row))
  return row.id
}
