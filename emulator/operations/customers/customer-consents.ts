import { consentObject } from '../../objects/consent.ts'
import { currentConsents, recordConsent } from '../../rules/compliance/consents.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { findSurvivor } from '../../store/customers.ts'
import type { CustomerRow } from '../../store/schema.ts'

export const listCustomerConsents: Handler<'listCustomerConsents'> = async (ctx, { params }) => {
  const customer = await customerOf(ctx, params.customer_id)
  const { newest, ledgerVersion } = await currentConsents(ctx, customer.id)
  return {
    customer_id: customer.id,
    consents: newest.map(row => {
      const { purpose, granted, source, recorded_at, version } = consentObject(row)
      return { purpose, granted, source, recorded_at, version }
    }),
    ledger_version: ledgerVersion,
  }
}

export const putCustomerConsent: Handler<'putCustomerConsent'> = async (ctx, { params, body }) => {
  const customer = await customerOf(ctx, params.customer_id)
  return consentObject(await recordConsent(ctx, customer, { ...body, purpose: params.purpose }))
}

async function customerOf(ctx: Context, id: string): Promise<CustomerRow> {
  return found(await findSurvivor(ctx.trx, ctx.tenant.id, id), 'customer', id)
}
