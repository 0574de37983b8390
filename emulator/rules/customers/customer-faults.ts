import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import { append } from '../../../src/lists/append.ts'
import type { Context } from '../context/context.ts'
import { idFaults } from '../fields/field-faults.ts'

/** Who a request is for: somebody who is known, or somebody new. */
export interface NamedCustomer {
  readonly customer_id?: string
  readonly customer?: object
}

/** What is wrong with the customer of a request: one has to be named, in the way that the key allows. */
export async function customerFaults(ctx: Context, body: NamedCustomer): Promise<FieldFault[]> {
  const faults: FieldFault[] = []
  if (ctx.key.scope === 'publishable') {
    if (body.customer === undefined) faults.push(required('/customer'))
    if (body.customer_id !== undefined) faults.push(secretOnly('/customer_id'))
    return faults
  }
  if (body.customer === undefined && body.customer_id === undefined) {
    faults.push(required('/customer_id'))
  } else if (body.customer !== undefined && body.customer_id !== undefined) {
    faults.push({
      path: '/customer',
      code: 'conflicting',
      message: 'may not be sent together with customer_id',
    })
  }
  if (body.customer_id !== undefined) {
    append(faults, await idFaults(ctx, '/customer_id', 'customers', [body.customer_id]))
  }
  return faults
}

function required(path: string): FieldFault {
  return { path, code: 'required', message: 'is required' }
}

/** A member that only secret keys may send. */
export function secretOnly(path: string): FieldFault {
  return { path, code: 'secret_key_only', message: 'may be sent with a secret key only' }
}
