import { holdObject, holdStatus } from '../../objects/hold.ts'
import { findHold } from '../../store/holds.ts'
import type { Context } from '../context/context.ts'
import { endHold } from './held-start.ts'

/** At expires_at: notes that a hold is over, and tells of it. It has kept nobody away since that instant anyway. */
export async function expireHold(ctx: Context, holdId: string): Promise<void> {
  const row = await findHold(ctx.trx, ctx.tenant.id, holdId)
  if (row?.status !== 'active' || holdStatus(row, ctx.now) === 'active') return
  await ctx.emit('hold.expired', holdObject(await endHold(ctx, row, 'expired'), ctx.now))
}
