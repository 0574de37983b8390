import { optimizationObject, proposalOf } from '../../objects/schedule/optimization.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { requireRevision } from '../../rules/context/revisions.ts'
import { writesLong } from '../../rules/context/writes-long.ts'
import { commitRun } from '../../rules/schedule/commit-run.ts'
import { pageInMemory } from '../../rules/schedule/page-in-memory.ts'
import { finishRun, isCommittable, requireRun } from '../../rules/schedule/run-moves.ts'
import { findOptimization } from '../../store/optimizations.ts'
import type { OptimizationRow } from '../../store/schema.ts'

export const cancelOptimization: Handler<'cancelOptimization'> = async (ctx, { params }) => {
  const row = await runNamed(ctx, params.optimization_id)
  requireRun(row, 'cancel', row.status !== 'committed')
  // It may have ended while somebody made up his mind.
  if (row.status === 'finished') return optimizationObject(row)
  return await finishRun(ctx, row, 'cancelled')
}

export const listOptimizationAssignments: Handler<'listOptimizationAssignments'> = async (
  ctx,
  { params },
) => {
  const row = await runNamed(ctx, params.optimization_id)
  return pageInMemory(
    proposalOf(row),
    ({ from, booking_id }) => ({ sort: from.start_at, id: booking_id }),
    ctx.page,
  )
}

export const commitOptimization: Handler<'commitOptimization'> = writesLong(async (ctx, { params }) => {
  const row = await runNamed(ctx, params.optimization_id)
  requireRevision(ctx, row)
  requireRun(row, 'commit', isCommittable(row))
  return await commitRun(ctx, row)
})

async function runNamed(ctx: Context, id: string): Promise<OptimizationRow> {
  return found(await findOptimization(ctx.trx, ctx.tenant.id, id), 'optimization run', id)
}
