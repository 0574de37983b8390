import { refuseFaults } from '../../../src/contract/errors/errors.ts'
import { createTurns } from '../../../src/time/turns.ts'
import { type CustomerObject, customerObject } from '../../objects/customer.ts'
import { once } from '../../objects/parsed.ts'
import type { Context, Handler, LongHandler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { requireRevision } from '../../rules/context/revisions.ts'
import { addCustomer } from '../../rules/customers/add-customer.ts'
import { changeCustomer } from '../../rules/customers/change-customer.ts'
import { requireUnrestricted } from '../../rules/customers/restriction.ts'
import { localeFaults, withIanaZone, zoneFaults } from '../../rules/fields/field-faults.ts'
import { findSurvivor, pageCustomers } from '../../store/customers.ts'
import { mapPage, type Page } from '../../store/page.ts'
import type { CustomerRow } from '../../store/schema.ts'
import type { ReadPiece } from '../../store/searched-page.ts'

const objectOfRow = once(customerObject)
const objectsOfPage = once((page: Page<CustomerRow>) => mapPage(page, objectOfRow))

export const createCustomer: Handler<'createCustomer'> = async (ctx, { body }) => {
  refuseUnknownPlace(body)
  return await addCustomer(ctx, withIanaZone(body))
}

export const getCustomer: Handler<'getCustomer'> = async (ctx, { params }) =>
  customerAnswering(await customerNamed(ctx, params.customer_id), params.customer_id)

export const listCustomers: LongHandler<'listCustomers'> = async (ctx, { query }) => {
  const filter = {
    ...(query.email !== undefined && { emails: valuesOf(query.email) }),
    ...(query.phone !== undefined && { phones: valuesOf(query.phone) }),
    ...(query.external_ref !== undefined && { externalRefs: valuesOf(query.external_ref) }),
    ...(query.query !== undefined && { text: query.query }),
  }
  const pageBy = (read: ReadPiece) => pageCustomers(read, ctx.tenant.id, filter, ctx.page)
  if (filter.text === undefined) return objectsOfPage(await pageBy(work => work(ctx.trx)))
  return async read => {
    const turns = createTurns()
    const readPiece: ReadPiece = async work => {
      if (turns.isOver) await turns.pass()
      return await read(again => work(again.trx))
    }
    return mapPage(await pageBy(readPiece), objectOfRow)
  }
}

export const updateCustomer: Handler<'updateCustomer'> = async (ctx, { params, body }) => {
  const row = await customerNamed(ctx, params.customer_id)
  requireRevision(ctx, row)
  refuseUnknownPlace(body)
  const { metadata, ...members } = withIanaZone(body)
  const changes = { ...members, ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }) }
  requireUnrestricted(row)
  const changed = await changeCustomer(ctx, row, changes)
  return customerAnswering(changed, params.customer_id)
}

/** The customer that an id means: an id that was merged means the survivor. */
async function customerNamed(ctx: Context, id: string): Promise<CustomerRow> {
  return found(await findSurvivor(ctx.trx, ctx.tenant.id, id), 'customer', id)
}

/** Who asked for an id that was merged is told whose it is now. */
function customerAnswering(row: CustomerRow, askedId: string): CustomerObject {
  return row.id === askedId ? customerObject(row) : { ...customerObject(row), merged_into: row.id }
}

function refuseUnknownPlace(body: { timezone?: string | null; locale?: string | null }): void {
  const faults = [...zoneFaults('/timezone', body.timezone), ...localeFaults('/locale', body.locale)]
  refuseFaults(faults)
}

/** Several values are separated by commas; the whole is looked for too, for values that have commas themselves. */
function valuesOf(text: string): string[] {
  return [...new Set([text, ...text.split(',')])]
}
