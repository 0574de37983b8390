import { accessReviewObject, type ReviewItem } from '../../objects/access-review.ts'
import { insertAccessReview } from '../../store/access-reviews.ts'
import { dropJobsOfKind } from '../../store/due-jobs.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import { lastUseOfKeys } from '../../store/key-use.ts'
import type { AccessReviewRow } from '../../store/schema.ts'
import { findTenantRow } from '../../store/tenants.ts'
import type { Context } from '../context/context.ts'
import { newRow } from '../context/new-row.ts'

const dayMs = 86_400_000

const kind = 'audit.access_review'

/** Lets the clock wait for the next review of a tenant, in place of the one that it waits for. */
export async function awaitReview(ctx: Context, days: number): Promise<void> {
  const { id } = ctx.tenant
  await dropJobsOfKind(ctx.trx, id, id, kind)
  await ctx.schedule([{ kind, objectId: id, dueMs: ctx.now + days * dayMs }])
}

/** When a review falls due: opens it with every key that may act for the tenant now, and waits for the next one. */
export async function openReview(ctx: Context): Promise<void> {
  const tenant = await findTenantRow(ctx.trx, ctx.tenant.id)
  if (tenant === undefined) return
  const used = await lastUseOfKeys(ctx.trx, tenant.id)
  const keys = ctx.access().filter(key => key.accountId === tenant.account_id)
  const items = keys.map(({ id, hint, scope }): ReviewItem => {
    const lastUsed = used.get(hint)
    return {
      principal: id,
      key_hint: hint,
      scopes: [scope],
      last_used_at: lastUsed === undefined ? null : toAnswer(lastUsed),
      decision: null,
      decided_by: null,
    }
  })
  const row: AccessReviewRow = {
    ...(await newRow(ctx, 'rev')),
    status: 'open',
    due_at: toStored(ctx.now),
    completed_at: null,
    items: JSON.stringify(items),
  }
  await insertAccessReview(ctx.trx, row)
  ctx.changed('access_review', null, row)
  await awaitReview(ctx, tenant.access_review_days)
  await ctx.emit('audit.access_review_due', accessReviewObject(row))
}
