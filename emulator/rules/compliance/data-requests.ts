import { type DataRequestObject, dataRequestObject, isWaiting } from '../../objects/data-request.ts'
import { exportedRequests, findDataRequest, saveDataRequest } from '../../store/data-requests.ts'
import { dropJobs } from '../../store/due-jobs.ts'
import { fromStored } from '../../store/instants.ts'
import type { DataRequestRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'

/** Data requests as the API answers them now. */
export async function dataRequestObjects(
  ctx: Context,
  rows: readonly DataRequestRow[],
): Promise<DataRequestObject[]> {
  const ids = rows.map(({ id }) => id)
  const exported = await exportedRequests(ctx.trx, ctx.tenant.id, ids)
  return rows.map(row => dataRequestObject(row, { nowMs: ctx.now, hasExport: exported.has(row.id) }))
}

/** Writes a change of a data request, and lets the clock wait for its deadline, or for nothing once it is resolved. */
export async function changeDataRequest(
  ctx: Context,
  before: DataRequestRow,
  after: DataRequestRow,
): Promise<DataRequestObject> {
  await saveDataRequest(ctx.trx, after)
  ctx.changed('data_request', before, after)
  if (after.due_at !== before.due_at || isWaiting(after) !== isWaiting(before)) {
    await dropJobs(ctx.trx, ctx.tenant.id, after.id)
    if (isWaiting(after)) await awaitDeadline(ctx, after)
  }
  const [object] = await dataRequestObjects(ctx, [after])
  return object as DataRequestObject
}

/** Lets the clock tell when a data request becomes late: with the first second after it was due. */
export async function awaitDeadline(ctx: Context, row: DataRequestRow): Promise<void> {
  const dueMs = fromStored(row.due_at) + 1000
  await ctx.schedule([{ kind: 'data_request.overdue', objectId: row.id, dueMs }])
}

/** After due_at: tells that a data request is late, if nobody has resolved it. */
export async function tellOverdue(ctx: Context, id: string): Promise<void> {
  const row = await findDataRequest(ctx.trx, ctx.tenant.id, id)
  if (row === undefined || !isWaiting(row)) return
  const [object] = await dataRequestObjects(ctx, [row])
  await ctx.emit('data_request.overdue', object as DataRequestObject)
}
