import type { Context } from '../context/context.ts'
import { addCustomer } from './add-customer.ts'

/**
 * Makes the customer that a booking brings along, and gives its id. Always a new one, even for a known address:
 * a widget must not be able to find out who is a customer. Doubles are merged later.
 */
export async function createWalkInCustomer(
  ctx: Context,
  person: { readonly name: string; readonly email?: string; readonly phone?: string } | undefined,
): Promise<string> {
  if (person === undefined) throw new Error('The request was read without a customer.')
  return (await addCustomer(ctx, person)).id
}
