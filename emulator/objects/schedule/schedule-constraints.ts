import type { Static } from 'typebox'
import {
  type ScheduleConstraints,
  scheduleConstraints,
} from '../../../src/contract/objects/schedule-constraint.ts'
import { toAnswer } from '../../store/instants.ts'
import type { ScheduleConstraintsRow } from '../../store/schema.ts'

export type ScheduleConstraintsObject = Static<typeof ScheduleConstraints>

/** What a tenant says of a soft constraint. */
interface Said {
  readonly weight?: number
  readonly enabled?: boolean
}

/** What is stored: only what is not as by default. */
export function storedConstraints({
  constraints,
}: Pick<ScheduleConstraintsRow, 'constraints'>): Readonly<Record<string, Said>> {
  return JSON.parse(constraints) as Record<string, Said>
}

/** The catalogue as the API answers it. */
export function scheduleConstraintsObject(row: ScheduleConstraintsRow): ScheduleConstraintsObject {
  const said = storedConstraints(row)
  const names = Object.keys(scheduleConstraints) as (keyof typeof scheduleConstraints)[]
  return {
    tenant_id: row.tenant_id,
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
    constraints: names.map(name => {
      const { level, unit, weight, description } = scheduleConstraints[name]
      const own = said[name]
      return {
        name,
        level,
        unit,
        enabled: own?.enabled ?? true,
        weight: weight === null ? null : (own?.weight ?? weight),
        default_weight: weight,
        description,
      }
    }),
  }
}
