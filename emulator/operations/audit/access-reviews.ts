import { ApiError, type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import { accessReviewObject, type ReviewItem, reviewItems } from '../../objects/access-review.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { requireRevision, revised } from '../../rules/context/revisions.ts'
import { findAccessReview, pageAccessReviews, saveAccessReview } from '../../store/access-reviews.ts'
import { toStored } from '../../store/instants.ts'
import { mapPage } from '../../store/page.ts'

export const listAccessReviews: Handler<'listAccessReviews'> = async (ctx, { query }) => {
  const filter = { ...(query.status !== undefined && { statuses: query.status.split(',') }) }
  return mapPage(await pageAccessReviews(ctx.trx, ctx.tenant.id, filter, ctx.page), accessReviewObject)
}

export const getAccessReview: Handler<'getAccessReview'> = async (ctx, { params }) => {
  const row = await findAccessReview(ctx.trx, ctx.tenant.id, params.access_review_id)
  return accessReviewObject(found(row, 'access review', params.access_review_id))
}

type Decision = Pick<ReviewItem, 'principal'> & { readonly decision: 'keep' | 'revoke' }

export const completeAccessReview: Handler<'completeAccessReview'> = async (ctx, { params, body }) => {
  const id = params.access_review_id
  const row = found(await findAccessReview(ctx.trx, ctx.tenant.id, id), 'access review', id)
  requireRevision(ctx, row)
  if (row.status !== 'open') {
    throw new ApiError('invalid_state_transition', {
      message: `Access review ${id} is ${row.status}, and is decided once`,
      details: { from: row.status, action: 'complete', allowed: [] },
    })
  }
  const items = reviewItems(row)
  refuseFaults(decisionFaults(ctx, items, body.decisions))
  const decided = new Map(body.decisions.map(({ principal, decision }) => [principal, decision]))
  const changed = revised(ctx, row, {
    status: 'completed',
    completed_at: toStored(ctx.now),
    items: JSON.stringify(
      items.map(item => ({
        ...item,
        decision: decided.get(item.principal) ?? null,
        decided_by: body.decided_by ?? ctx.key.id,
      })),
    ),
  })
  await saveAccessReview(ctx.trx, changed)
  ctx.changed('access_review', row, changed)
  // Keys lie beside the sandbox: they are revoked after the commit, and before this is answered.
  for (const { principal, key_hint } of items) {
    if (decided.get(principal) === 'revoke') ctx.changed('api_key', { id: principal, hint: key_hint }, null)
  }
  const review = accessReviewObject(changed)
  await ctx.emit('audit.access_review_completed', review)
  return review
}

function decisionFaults(
  ctx: Context,
  items: readonly ReviewItem[],
  decisions: readonly Decision[],
): FieldFault[] {
  const principals = items.map(({ principal }) => principal)
  const seen = new Set<string>()
  const faults = decisions.flatMap(({ principal, decision }, i): FieldFault[] => {
    const at = (member: string, code: string, message: string) => [
      { path: `/decisions/${i}/${member}`, code, message },
    ]
    if (!principals.includes(principal))
      return at('principal', 'not_found', `names no item of this review: ${principal}`)
    if (seen.has(principal)) return at('principal', 'duplicate', `is decided twice: ${principal}`)
    seen.add(principal)
    if (decision === 'revoke' && principal === ctx.key.id)
      return at(
        'decision',
        'own_key',
        'must be keep: it is the key that sends this; revoke it with another one',
      )
    return []
  })
  const left = principals.filter(principal => !seen.has(principal))
  if (left.length > 0) {
    const message = `must decide every item; ${left.length} are left: ${left.slice(0, 10).join(', ')}`
    faults.push({ path: '/decisions', code: 'undecided', message })
  }
  return faults
}
