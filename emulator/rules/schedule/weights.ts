import { scheduleConstraintsObject } from '../../objects/schedule/schedule-constraints.ts'
import { softConstraints, type Weights } from '../../scheduling/optimisation/problem.ts'
import { toStored } from '../../store/instants.ts'
import { findScheduleConstraints } from '../../store/optimizations.ts'
import type { ScheduleConstraintsRow } from '../../store/schema.ts'
import { findTenantRow } from '../../store/tenants.ts'
import type { Context } from '../context/context.ts'

/** What the tenant weighs; as by default since the tenant is there, where it never said anything. */
export async function constraintsOf(ctx: Context): Promise<ScheduleConstraintsRow> {
  const { id } = ctx.tenant
  const found = await findScheduleConstraints(ctx.trx, id)
  if (found !== undefined) return found
  const made = (await findTenantRow(ctx.trx, id))?.created_at ?? toStored(ctx.now)
  const common = { tenant_id: id, id, created_at: made, updated_at: made, metadata: '{}' }
  return { ...common, revision: 1, constraints: '{}' }
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
