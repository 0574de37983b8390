import { toStored } from '../../store/instants.ts'
import type { Context } from './context.ts'

/** The columns that every new object has: an id of its own, made now, at its first revision. */
export async function newRow(ctx: Context, prefix: string, metadata: Readonly<Record<string, string>> = {}) {
  const now = toStored(ctx.now)
  return {
    tenant_id: ctx.tenant.id,
    id: await ctx.ids.next(prefix),
    created_at: now,
    updated_at: now,
    revision: 1,
    metadata: JSON.stringify(metadata),
  }
}
