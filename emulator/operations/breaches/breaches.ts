import { ApiError, type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import { breachObject, isAuthorityTold, type NotificationObject } from '../../objects/breach.ts'
import { detectBreach } from '../../rules/compliance/detect-breach.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { requireRevision, revised } from '../../rules/context/revisions.ts'
import { findBreach, pageBreaches, saveBreach } from '../../store/breaches.ts'
import { fromStored, toAnswer, toStored } from '../../store/instants.ts'
import { mapPage } from '../../store/page.ts'

export const reportBreach: Handler<'reportBreach'> = async (ctx, { body }) => {
  const { aware_at, metadata, ...members } = body
  const awareMs = aware_at === undefined ? ctx.now : instantMs(aware_at)
  refuseFaults(awareMs > ctx.now ? [inFuture('/aware_at')] : [])
  return await detectBreach(ctx, { categories: [], affected_count: 0, ...members, awareMs, metadata })
}

export const listBreaches: Handler<'listBreaches'> = async (ctx, { query }) => {
  const filter = { ...(query.status !== undefined && { statuses: query.status.split(',') }) }
  const page = await pageBreaches(ctx.trx, ctx.tenant.id, filter, ctx.page)
  return mapPage(page, row => breachObject(row, ctx.now))
}

export const getBreach: Handler<'getBreach'> = async (ctx, { params }) => {
  const row = await findBreach(ctx.trx, ctx.tenant.id, params.breach_id)
  return breachObject(found(row, 'breach', params.breach_id), ctx.now)
}

export const notifyBreach: Handler<'notifyBreach'> = async (ctx, { params, body }) => {
  const row = found(await findBreach(ctx.trx, ctx.tenant.id, params.breach_id), 'breach', params.breach_id)
  requireRevision(ctx, row)
  const atMs = body.at === undefined ? ctx.now : instantMs(body.at)
  refuseFaults([
    ...(atMs > ctx.now ? [inFuture('/at')] : []),
    ...(atMs < fromStored(row.aware_at) ? [beforeAware] : []),
  ])
  if (atMs > fromStored(row.notify_by) && body.delay_reason === undefined) {
    const notify_by = toAnswer(row.notify_by)
    throw new ApiError('delay_reason_required', {
      message: `Breach ${row.id} was to be told of by ${notify_by}; send delay_reason, which says why it was later`,
      details: { notify_by },
    })
  }
  const notification: NotificationObject = {
    to: body.to,
    at: toAnswer(toStored(atMs)),
    delay_reason: body.delay_reason ?? null,
  }
  const notifications = [...(JSON.parse(row.notifications) as NotificationObject[]), notification]
  const changed = revised(ctx, row, {
    notifications: JSON.stringify(notifications),
    status: statusAfter(notifications),
  })
  await saveBreach(ctx.trx, changed)
  ctx.changed('breach', row, changed)
  const breach = breachObject(changed, ctx.now)
  await ctx.emit('breach.notified', breach, { notification })
  return breach
}

function statusAfter(notifications: readonly NotificationObject[]): string {
  if (!isAuthorityTold(notifications)) return 'open'
  return notifications.some(({ to }) => to === 'subjects') ? 'closed' : 'notified'
}

const inFuture = (path: string): FieldFault => ({
  path,
  code: 'in_future',
  message: 'must not be later than now',
})

const beforeAware: FieldFault = {
  path: '/at',
  code: 'too_early',
  message: 'must not be before the breach became known (aware_at)',
}
