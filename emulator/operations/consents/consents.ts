import { consentObject } from '../../objects/consent.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { survivorIds } from '../../rules/customers/survivor.ts'
import { pageConsents } from '../../store/consents.ts'
import { customersMergedInto } from '../../store/customers.ts'
import { mapPage } from '../../store/page.ts'

export const listConsents: Handler<'listConsents'> = async (ctx, { query }) => {
  const filter = {
    ...(query.customer_id !== undefined && {
      customerIds: await mergedIds(ctx, query.customer_id.split(',')),
    }),
    ...(query.purpose !== undefined && { purpose: query.purpose }),
  }
  return mapPage(await pageConsents(ctx.trx, ctx.tenant.id, filter, ctx.page), consentObject)
}

/** All ids of the customers that some ids mean: records stay under the id that they were made for. */
async function mergedIds(ctx: Context, ids: readonly string[]): Promise<string[]> {
  const survivors = (await survivorIds(ctx, ids)) ?? []
  const all = new Set(survivors)
  for (const id of survivors) {
    for (const merged of await customersMergedInto(ctx.trx, ctx.tenant.id, id)) all.add(merged.id)
  }
  return [...all]
}
