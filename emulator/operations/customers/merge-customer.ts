import { validationFailed } from '../../../src/contract/errors/errors.ts'
import { customerObject } from '../../objects/customer.ts'
import { mergeConsents } from '../../rules/compliance/consents.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { requireRevision, revised } from '../../rules/context/revisions.ts'
import { customerReferences } from '../../rules/customers/references.ts'
import { requireUnrestricted } from '../../rules/customers/restriction.ts'
import { changeMerged, requireUnmerged } from '../../rules/customers/survivor.ts'
import { unknownIdFault } from '../../rules/fields/field-faults.ts'
import { findCustomer, saveCustomer } from '../../store/customers.ts'
import type { CustomerRow } from '../../store/schema.ts'

export const mergeCustomer: Handler<'mergeCustomer'> = async (ctx, { params, body }) => {
  const [id, sourceId] = [params.customer_id, body.source_customer_id]
  const row = found(await findCustomer(ctx.trx, ctx.tenant.id, id), 'customer', id)
  requireRevision(ctx, row)
  const source = await findCustomer(ctx.trx, ctx.tenant.id, sourceId)
  if (source === undefined)
    throw validationFailed([unknownIdFault('/source_customer_id', 'customer', sourceId)])
  if (sourceId === id) throw validationFailed([selfFault])
  requireUnmerged(row)
  requireUnmerged(source)
  // What is restricted may be stored and nothing else: neither may it be filled, nor given to somebody else.
  requireUnrestricted(row)
  requireUnrestricted(source)
  for (const { move } of Object.values(customerReferences)) await move(ctx, sourceId, id)
  const merged = revised(ctx, source, { merged_into: id })
  await saveCustomer(ctx.trx, merged)
  ctx.changed('customer', source, merged)
  await changeMerged(ctx, sourceId, { merged_into: id })
  const survivor = revised(ctx, row, missingFrom(row, source))
  await saveCustomer(ctx.trx, survivor)
  ctx.changed('customer', row, survivor)
  const customer = customerObject(survivor)
  await ctx.emit('customer.merged', customer, { merged_customer_id: sourceId })
  await mergeConsents(ctx, sourceId, survivor)
  return customer
}

const selfFault = {
  path: '/source_customer_id',
  code: 'same_customer',
  message: 'must be another customer than the one that it is merged into',
}

const filled = ['email', 'phone', 'external_ref', 'timezone', 'locale', 'notes'] as const

/** What the survivor does not know and the other did. */
function missingFrom(row: CustomerRow, source: CustomerRow): Partial<CustomerRow> {
  return Object.fromEntries(filled.flatMap(name => (row[name] === null ? [[name, source[name]]] : [])))
}
