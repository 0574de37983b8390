import type { Operations } from '../../../src/contract/index.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import type { RequirementGroup } from '../../objects/service.ts'
import type { ServiceRow } from '../../store/schema.ts'
import { mergePolicy, tenantPolicy } from '../booking-life/booking-policy.ts'
import type { Context } from '../context/context.ts'
import { newRow } from '../context/new-row.ts'

/** The row of a new service: what the request leaves out gets its default. */
export async function newServiceRow(
  ctx: Context,
  body: InputOf<Operations['createService']>['body'],
  requirements: readonly RequirementGroup[],
): Promise<ServiceRow> {
  const { price, deposit, policy = {}, metadata, requirements: _, ...members } = body
  return {
    ...(await newRow(ctx, 'svc', metadata)),
    description: null,
    step_min: body.duration_min,
    buffer_before_min: 0,
    buffer_after_min: 0,
    notice_min: 0,
    horizon_days: 60,
    capacity: 1,
    max_per_day: null,
    confirmation: tenantPolicy(ctx.tenant).confirmation,
    ...members,
    price: jsonOrNull(price),
    deposit: jsonOrNull(deposit),
    policy: JSON.stringify(policy),
    requirements: JSON.stringify(requirements),
    status: 'active',
  }
}

/** The columns that a PATCH changes. */
export function changedColumns(
  row: ServiceRow,
  body: InputOf<Operations['updateService']>['body'],
): Partial<ServiceRow> {
  const { price, deposit, policy, metadata, ...members } = body
  return {
    ...members,
    ...(price !== undefined && { price: jsonOrNull(price) }),
    ...(deposit !== undefined && { deposit: jsonOrNull(deposit) }),
    ...(policy !== undefined && { policy: mergePolicy(row.policy, policy) }),
    ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
  }
}

function jsonOrNull(value: object | null | undefined): string | null {
  return value == null ? null : JSON.stringify(value)
}
