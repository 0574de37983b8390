import { dropJobsOfKind } from '../../store/due-jobs.ts'
import { toStored } from '../../store/instants.ts'
import { denialsOfKeys } from '../../store/key-use.ts'
import { findTenantRow } from '../../store/tenants.ts'
import type { Context } from '../context/context.ts'
import { detectBreach } from './detect-breach.ts'

/** When a key that asks for tenants that are not its own makes a breach. */
interface Watch {
  readonly denials: number
  readonly window_min: number
}

const kind = 'breach.watch'

/** Lets the clock look at the refusals of each window from now on, or never again. `stored` is JSON, or null. */
export async function awaitWatch(ctx: Context, stored: string | null): Promise<void> {
  const { id } = ctx.tenant
  await dropJobsOfKind(ctx.trx, id, id, kind)
  if (stored === null) return
  const { window_min } = JSON.parse(stored) as Watch
  await ctx.schedule([{ kind, objectId: id, dueMs: ctx.now + window_min * 60_000 }])
}

/** At the end of a window: opens a breach for each key of the account that was refused too often in it. */
export async function watchDenials(ctx: Context): Promise<void> {
  const tenant = await findTenantRow(ctx.trx, ctx.tenant.id)
  if (tenant === undefined || tenant.breach_watch === null) return
  const { denials, window_min } = JSON.parse(tenant.breach_watch) as Watch
  const counts = await denialsOfKeys(ctx.trx, toStored(ctx.now - window_min * 60_000), toStored(ctx.now))
  for (const { hint, accountId } of ctx.access()) {
    const count = counts.get(hint) ?? 0
    if (accountId !== tenant.account_id || count < denials) continue
    await detectBreach(ctx, {
      awareMs: ctx.now,
      description: `The key ${hint} asked ${count} times in ${window_min} minutes for tenants that are not its own`,
      categories: ['unauthorised_access'],
      affected_count: 0,
      severity: 'medium',
    })
  }
  await awaitWatch(ctx, tenant.breach_watch)
}
