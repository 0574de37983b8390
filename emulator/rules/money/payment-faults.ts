import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import { findPayment } from '../../store/payments.ts'
import type { Context } from '../context/context.ts'
import { unknownIdFault } from '../fields/field-faults.ts'

/** Payments of a filter that this tenant does not have. */
export async function paymentIdFaults(ctx: Context, ids: readonly string[] = []): Promise<FieldFault[]> {
  const faults: FieldFault[] = []
  for (const id of ids) {
    if ((await findPayment(ctx.trx, ctx.tenant.id, id)) === undefined)
      faults.push(unknownIdFault('/payment_id', 'payment', id))
  }
  return faults
}
