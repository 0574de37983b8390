import type { Context } from '../context/context.ts'
import { addCustomer } from './add-customer.ts'
import { survivorId } from './survivor.ts'

interface Person {
  readonly name: string
  readonly email?: string
  readonly phone?: string
}

/** The id of the customer of a request: the one that it names, or a new one. */
export async function customerOf(
  ctx: Context,
  { customer_id, customer }: { readonly customer_id?: string; readonly customer?: Person },
): Promise<string> {
  if (customer_id !== undefined) return await survivorId(ctx, customer_id)
  if (customer === undefined) throw new Error('The request was read without a customer.')
  return await createWalkInCustomer(ctx, customer)
}

/**
 * Makes the customer that a booking brings along, and gives its id. Always a new one, even for a known address:
 * a widget must not be able to find out who is a customer. Doubles are merged later.
 */
async function createWalkInCustomer(ctx: Context, person: Person): Promise<string> {
  return (await addCustomer(ctx, person)).id
}
