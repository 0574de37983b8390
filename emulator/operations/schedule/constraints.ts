import { type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import { softNames } from '../../../src/contract/objects/schedule-constraint.ts'
import { scheduleConstraintsObject } from '../../objects/schedule/schedule-constraints.ts'
import type { Handler } from '../../rules/context/context.ts'
import { requireRevision, revised } from '../../rules/context/revisions.ts'
import { constraintsOf } from '../../rules/schedule/weights.ts'
import { saveScheduleConstraints } from '../../store/optimizations.ts'

export const getScheduleConstraints: Handler<'getScheduleConstraints'> = async ctx =>
  scheduleConstraintsObject(await constraintsOf(ctx))

export const setScheduleConstraints: Handler<'setScheduleConstraints'> = async (ctx, { body }) => {
  const row = await constraintsOf(ctx)
  requireRevision(ctx, row)
  refuseFaults(body.constraints.flatMap((_, index) => faultsAt(body.constraints, index)))
  const said = body.constraints.map(({ name, ...own }) => [name, own] as const)
  const constraints = JSON.stringify(Object.fromEntries(said))
  if (constraints === row.constraints) return scheduleConstraintsObject(row)
  const changed = revised(ctx, row, { constraints })
  await saveScheduleConstraints(ctx.trx, changed)
  ctx.changed('schedule_constraints', row, changed)
  return scheduleConstraintsObject(changed)
}

function faultsAt(list: readonly { readonly name: string }[], index: number): FieldFault[] {
  const name = list[index]?.name ?? ''
  const path = `/constraints/${index}/name`
  if (!softNames.some(soft => soft === name)) {
    const message = `is ${name}, which always counts; soft constraints can be set: ${softNames.join(', ')}`
    return [{ path, code: 'not_possible', message }]
  }
  const isRepeated = list.slice(0, index).some(other => other.name === name)
  return isRepeated ? [{ path, code: 'duplicate', message: `names ${name} a second time` }] : []
}
