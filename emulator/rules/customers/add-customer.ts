import type { Operations } from '../../../src/contract/index.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { type CustomerObject, customerObject } from '../../objects/customer.ts'
import { insertCustomer } from '../../store/customers.ts'
import type { CustomerRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { newRow } from '../context/new-row.ts'

/** Stores a new customer and tells of it. Members that are left out are null. */
export async function addCustomer(
  ctx: Context,
  { metadata, ...members }: InputOf<Operations['createCustomer']>['body'],
): Promise<CustomerObject> {
  const row: CustomerRow = {
    ...(await newRow(ctx, 'cust', metadata)),
    email: null,
    phone: null,
    external_ref: null,
    timezone: null,
    locale: null,
    notes: null,
    ...members,
    processing_restricted: 0,
    merged_into: null,
    deleted_at: null,
  }
  await insertCustomer(ctx.trx, row)
  ctx.changed('customer', null, row)
  const customer = customerObject(row)
  await ctx.emit('customer.created', customer)
  return customer
}
