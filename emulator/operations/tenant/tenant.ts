import { refuseFaults } from '../../../src/contract/errors/errors.ts'
import { tenantObject } from '../../objects/tenant.ts'
import { mergePolicy } from '../../rules/booking-life/booking-policy.ts'
import { awaitReview } from '../../rules/compliance/access-reviews.ts'
import { awaitWatch } from '../../rules/compliance/breach-watch.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { previousAttributes, requireRevision, revised } from '../../rules/context/revisions.ts'
import { currencyFaults, withIanaZone, zoneFaults } from '../../rules/fields/field-faults.ts'
import type { TenantRow } from '../../store/schema.ts'
import { findTenantRow, saveTenant } from '../../store/tenants.ts'

export const getTenant: Handler<'getTenant'> = async ctx => tenantObject(await ownRow(ctx))

export const updateTenant: Handler<'updateTenant'> = async (ctx, { body }) => {
  const row = await ownRow(ctx)
  requireRevision(ctx, row)
  const { policy, metadata, breach_watch, ...members } = body
  const faults = [
    ...zoneFaults('/timezone', members.timezone),
    ...currencyFaults('/currency', members.currency),
  ]
  refuseFaults(faults)
  const changed = revised(ctx, row, {
    ...withIanaZone(members),
    ...(policy !== undefined && { policy: mergePolicy(row.policy, policy) }),
    ...(breach_watch !== undefined && {
      breach_watch: breach_watch === null ? null : JSON.stringify(breach_watch),
    }),
    ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
  })
  const tenant = tenantObject(changed)
  if (Object.keys(previousAttributes(tenantObject(row), tenant)).length === 0) return tenantObject(row)
  await saveTenant(ctx.trx, changed)
  ctx.changed('tenant', row, changed)
  if (changed.access_review_days !== row.access_review_days)
    await awaitReview(ctx, changed.access_review_days)
  if (changed.breach_watch !== row.breach_watch) await awaitWatch(ctx, changed.breach_watch)
  return tenant
}

/** The row itself: `ctx.tenant` may have been read before the transaction began. */
async function ownRow(ctx: Context): Promise<TenantRow> {
  const row = await findTenantRow(ctx.trx, ctx.tenant.id)
  if (row === undefined) throw new Error(`The tenant ${ctx.tenant.id} was authenticated and is not there.`)
  return row
}
