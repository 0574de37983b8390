import { ApiError } from '../../../src/contract/errors/errors.ts'
import { customersMergedInto, findSurvivor, saveCustomer } from '../../store/customers.ts'
import type { CustomerRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { revised } from '../context/revisions.ts'

/** The id under which things are stored for a customer that a request names: the survivor's, after a merge. */
export async function survivorId(ctx: Context, customerId: string): Promise<string> {
  return (await findSurvivor(ctx.trx, ctx.tenant.id, customerId))?.id ?? customerId
}

/** The same of several, where a filter names some. */
export async function survivorIds(
  ctx: Context,
  customerIds: readonly string[] | undefined,
): Promise<string[] | undefined> {
  if (customerIds === undefined) return undefined
  const survivors: string[] = []
  for (const id of customerIds) survivors.push(await survivorId(ctx, id))
  return survivors
}

/** Writes what a customer and the ids that were merged into it become: they are one, and change together. */
export async function changeMerged(
  ctx: Context,
  customerId: string,
  changes: Pick<Partial<CustomerRow>, 'merged_into' | 'deleted_at'>,
): Promise<void> {
  for (const row of await customersMergedInto(ctx.trx, ctx.tenant.id, customerId)) {
    const changed = revised(ctx, row, changes)
    await saveCustomer(ctx.trx, changed)
    ctx.changed('customer', row, changed)
  }
}

/** Refuses what is about one customer only, where that was merged into another: 409 with the survivor. */
export function requireUnmerged(row: CustomerRow): void {
  if (row.merged_into === null) return
  throw new ApiError('already_merged', {
    message: `Customer ${row.id} was merged into ${row.merged_into}; go on with that one`,
    details: { merged_into: row.merged_into },
  })
}
