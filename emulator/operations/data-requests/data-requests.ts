import { refuseFaults } from '../../../src/contract/errors/errors.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import type { DataRequestObject } from '../../objects/data-request.ts'
import { awaitDeadline, dataRequestObjects } from '../../rules/compliance/data-requests.ts'
import { deadlineOf, usualMonths } from '../../rules/compliance/deadlines.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { newRow } from '../../rules/context/new-row.ts'
import { survivorIds } from '../../rules/customers/survivor.ts'
import { unknownIdFault } from '../../rules/fields/field-faults.ts'
import { findSurvivorOrDeleted } from '../../store/customers.ts'
import {
  type DataRequestFilter,
  findDataRequest,
  insertDataRequest,
  pageDataRequests,
} from '../../store/data-requests.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import { mapPage } from '../../store/page.ts'
import type { DataRequestRow } from '../../store/schema.ts'

/** What may still be asked for when the customer was deleted: what is kept, and that it is not kept. */
const ofDeleted: readonly string[] = ['access', 'portability', 'erasure']

export const createDataRequest: Handler<'createDataRequest'> = async (ctx, { body }) => {
  const receivedMs = body.received_at === undefined ? ctx.now : instantMs(body.received_at)
  const known = await findSurvivorOrDeleted(ctx.trx, ctx.tenant.id, body.customer_id)
  const isThere = known !== undefined && (known.deleted_at === null || ofDeleted.includes(body.kind))
  const customer = isThere ? known : undefined
  refuseFaults([
    ...(customer === undefined ? [unknownIdFault('/customer_id', 'customer', body.customer_id)] : []),
    ...(receivedMs > ctx.now
      ? [{ path: '/received_at', code: 'in_future', message: 'must not be later than now' }]
      : []),
  ])
  const row: DataRequestRow = {
    ...(await newRow(ctx, 'dsr', body.metadata)),
    kind: body.kind,
    customer_id: customer?.id ?? body.customer_id,
    received_at: toStored(receivedMs),
    channel: body.channel ?? null,
    status: 'open',
    due_at: toStored(deadlineOf(ctx.tenant.timezone, receivedMs, usualMonths)),
    extension: null,
    resolution: null,
    steps: JSON.stringify([{ name: 'received', at: toAnswer(toStored(receivedMs)) }]),
    copies_kept: '[]',
  }
  await insertDataRequest(ctx.trx, row)
  ctx.changed('data_request', null, row)
  await awaitDeadline(ctx, row)
  const [request] = (await dataRequestObjects(ctx, [row])) as [DataRequestObject]
  await ctx.emit('data_request.received', request)
  return request
}

export const listDataRequests: Handler<'listDataRequests'> = async (ctx, { query }) => {
  const filter: DataRequestFilter = {
    ...(query.kind !== undefined && { kinds: query.kind.split(',') }),
    ...(query.status !== undefined && { statuses: query.status.split(',') }),
    ...(query.customer_id !== undefined && {
      customerIds: (await survivorIds(ctx, query.customer_id.split(','))) ?? [],
    }),
    ...(query.overdue !== undefined && { overdue: { is: query.overdue, at: toStored(ctx.now) } }),
  }
  const page = await pageDataRequests(ctx.trx, ctx.tenant.id, filter, ctx.page)
  const rows = page.items.map(({ value }) => value)
  const objects = await dataRequestObjects(ctx, rows)
  const byId = new Map(objects.map(object => [object.id, object]))
  return mapPage(page, row => byId.get(row.id) as DataRequestObject)
}

export const getDataRequest: Handler<'getDataRequest'> = async (ctx, { params }) => {
  const row = await findDataRequest(ctx.trx, ctx.tenant.id, params.data_request_id)
  const [request] = await dataRequestObjects(ctx, [found(row, 'data request', params.data_request_id)])
  return request as DataRequestObject
}
