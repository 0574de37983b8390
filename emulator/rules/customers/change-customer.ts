import { customerObject } from '../../objects/customer.ts'
import { saveCustomer } from '../../store/customers.ts'
import type { CustomerRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { previousAttributes, revised } from '../context/revisions.ts'

/** Writes what a customer becomes, and tells of it. Without a real change nothing is written and nothing is told. */
export async function changeCustomer(
  ctx: Context,
  row: CustomerRow,
  changes: Partial<CustomerRow>,
): Promise<CustomerRow> {
  const changed = revised(ctx, row, changes)
  const customer = customerObject(changed)
  const previous_attributes = previousAttributes(customerObject(row), customer)
  if (Object.keys(previous_attributes).length === 0) return row
  await saveCustomer(ctx.trx, changed)
  ctx.changed('customer', row, changed)
  await ctx.emit('customer.updated', customer, { previous_attributes })
  return changed
}
