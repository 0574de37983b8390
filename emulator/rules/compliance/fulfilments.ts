import type { Static } from 'typebox'
import type { DataRequest } from '../../../src/contract/objects/compliance.ts'
import { findSurvivor } from '../../store/customers.ts'
import { insertDataExport } from '../../store/data-requests.ts'
import { toStored } from '../../store/instants.ts'
import type { CustomerRow, DataRequestRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { found } from '../context/found.ts'
import { changeCustomer } from '../customers/change-customer.ts'
import { withdrawMarketing } from './consents.ts'
import { collectData } from './data-export.ts'
import { eraseCustomer } from './erase-customer.ts'
import type { Fulfilment } from './fulfilment.ts'

type DataRequestObject = Static<typeof DataRequest>
type Corrections = Partial<
  Pick<CustomerRow, 'name' | 'email' | 'phone' | 'external_ref' | 'timezone' | 'locale' | 'notes'>
> & { readonly processing_restricted?: false }

type Fulfil = (ctx: Context, row: DataRequestRow, corrections: Corrections) => Promise<Fulfilment>

/** What is done for each kind of request when it is fulfilled. */
export const fulfilments: Readonly<Record<DataRequestObject['kind'], Fulfil>> = {
  access: buildExport,
  portability: buildExport,
  async rectification(ctx, row, { processing_restricted, ...corrections }) {
    const customer = await customerOf(ctx, row)
    const lifts = processing_restricted === false && customer.processing_restricted === 1
    await changeCustomer(ctx, customer, { ...corrections, ...(lifts && { processing_restricted: 0 }) })
    return { step: 'corrected', ...(lifts && { furtherStep: 'restriction_lifted' }) }
  },
  async restriction(ctx, row) {
    await changeCustomer(ctx, await customerOf(ctx, row), { processing_restricted: 1 })
    return { step: 'restricted' }
  },
  async objection(ctx, row) {
    await withdrawMarketing(ctx, await customerOf(ctx, row), `data_request:${row.id}`)
    return { step: 'marketing_withdrawn' }
  },
  erasure: eraseCustomer,
}

async function buildExport(ctx: Context, row: DataRequestRow): Promise<Fulfilment> {
  await insertDataExport(ctx.trx, {
    tenantId: ctx.tenant.id,
    dataRequestId: row.id,
    customerId: row.customer_id,
    createdAt: toStored(ctx.now),
    document: JSON.stringify(await collectData(ctx, row.customer_id)),
  })
  return { step: 'export_built' }
}

async function customerOf(ctx: Context, { customer_id }: DataRequestRow): Promise<CustomerRow> {
  return found(await findSurvivor(ctx.trx, ctx.tenant.id, customer_id), 'customer', customer_id)
}
