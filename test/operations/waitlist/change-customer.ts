import { commitAct, controlKey } from '../../../emulator/calls/act.ts'
import { findCustomer, saveCustomer } from '../../../emulator/store/customers.ts'
import type { CustomerRow } from '../../../emulator/store/schema.ts'
import { findTenant } from '../../../emulator/store/tenants.ts'
import type { TestSandbox } from '../../world/sandbox.ts'

/** Changes a customer in a way for which there is no operation in these tests, and notes it as operations do. */
export async function changeCustomer(
  { sandbox }: TestSandbox,
  id: string,
  changes: Partial<CustomerRow>,
): Promise<void> {
  await commitAct(
    sandbox,
    async trx => {
      const tenant = await findTenant(trx, 'tnt_clinic')
      if (tenant === undefined) throw new Error('There is no clinic.')
      return { tenant, key: controlKey, requestId: null }
    },
    async ctx => {
      const row = await findCustomer(ctx.trx, ctx.tenant.id, id)
      if (row === undefined) throw new Error(`There is no customer ${id}.`)
      await saveCustomer(ctx.trx, { ...row, ...changes })
      ctx.changed('customer', row, { ...row, ...changes })
    },
  )
}
