import { scheduleConstraintsObject } from '../../objects/schedule/schedule-constraints.ts'
import { softConstraints, type Weights } from '../../scheduling/optimisation/problem.ts'
import { toStored } from '../../store/instants.ts'
import { findScheduleConstraints } from '../../store/optimizations.ts'
import type { ScheduleConstraintsRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'

/** What the tenant weighs; as by default where it never said anything. */
export async function constraintsOf(ctx: Context): Promise<ScheduleConstraintsRow> {
  const found = await findScheduleConstraints(ctx.trx, ctx.tenant.id)
  const epoch = toStored(0)
  return (
    found ?? {
      tenant_id: ctx.tenant.id,
      id: ctx.tenant.id,
      created_at: epoch,
      updated_at: epoch,
      revision: 1,
      metadata: '{}',
      constraints: '{}',
    }
  )
}

/** The weights of a run: those that it names, else those of the tenant; what is switched off weighs nothing. */
export async function weightsFor(ctx: Context, own: Partial<Weights> | undefined): Promise<Weights> {
  const { constraints } = scheduleConstraintsObject(await constraintsOf(ctx))
  return Object.fromEntries(
    softConstraints.map(name => {
      const constraint = constraints.find(entry => entry.name === name)
      return [name, own?.[name] ?? (constraint?.enabled === true ? (constraint.weight ?? 0) : 0)]
    }),
  ) as unknown as Weights
}
