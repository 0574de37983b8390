import { consentObject } from '../../objects/consent.ts'
import type { Handler } from '../../rules/context/context.ts'
import { pageConsents } from '../../store/consents.ts'
import { mapPage } from '../../store/page.ts'

export const listConsents: Handler<'listConsents'> = async (ctx, { query }) => {
  const filter = {
    ...(query.customer_id !== undefined && { customerIds: query.customer_id.split(',') }),
    ...(query.purpose !== undefined && { purpose: query.purpose }),
  }
  return mapPage(await pageConsents(ctx.trx, ctx.tenant.id, filter, ctx.page), consentObject)
}
