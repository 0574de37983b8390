import { type FieldFault, validationFailed } from '../../src/contract/errors.ts'
import type { Operations } from '../../src/contract/index.ts'
import { instantMs, latestMs } from '../../src/contract/instants.ts'
import type { InputOf } from '../../src/contract/operation.ts'
import { resourcesWithIds } from '../store/resources.ts'
import type { ResourceRow } from '../store/schema.ts'
import { findActiveService, type RequirementGroup, type Service } from '../store/services.ts'
import type { Context } from './context.ts'
import { idFaults, unknownIdFault } from './field-faults.ts'
import { resourcesOfGroup } from './group-resources.ts'
import { longestDurationMin } from './service-with.ts'

type Body = InputOf<Operations['createBooking']>['body']

/** What a booking request names, found. */
export interface BookingRequest {
  readonly service: Service
  /** Who may serve it: the resource asked for, else everybody of the first requirement group. */
  readonly candidates: readonly ResourceRow[]
}

/**
 * Finds what the body of a booking names. Throws `validation_failed` with every fault: ids that do not exist for
 * this tenant, a resource that does not offer the service, members that the key may not send.
 */
export async function readBookingRequest(ctx: Context, body: Body): Promise<BookingRequest> {
  const faults: FieldFault[] = [...customerFaults(ctx, body)]
  const { tenant, trx } = ctx
  if (body.customer_id !== undefined && ctx.key.scope === 'secret') {
    faults.push(...(await idFaults(ctx, '/customer_id', 'customers', [body.customer_id])))
  }
  const service = await findActiveService(trx, tenant.id, body.service_id)
  if (service === undefined) faults.push(unknownIdFault('/service_id', 'service', body.service_id))
  else if (instantMs(body.start_at) + longestDurationMin(service) * 60_000 > latestMs) {
    faults.push({
      path: '/start_at',
      code: 'too_large',
      message: 'must be so that the booking ends before the year 10000',
    })
  }
  const group = service?.requirements[0]
  const candidates =
    body.resource_id !== undefined
      ? await resourcesWithIds(trx, tenant.id, [body.resource_id])
      : await resourcesOfGroup(ctx, group)
  if (body.resource_id !== undefined && candidates.length === 0) {
    faults.push(unknownIdFault('/resource_id', 'resource', body.resource_id))
  } else if (service !== undefined && body.resource_id !== undefined && !mayServe(group, body.resource_id)) {
    faults.push({
      path: '/resource_id',
      code: 'not_eligible',
      message: `does not offer ${service.id}; ${group?.resource_ids.join(', ') || 'nobody'} may`,
    })
  } else if (service !== undefined && candidates.length === 0) {
    faults.push({ path: '/service_id', code: 'no_resources', message: 'has no resource that could serve it' })
  }
  if (faults.length > 0 || service === undefined) throw validationFailed(faults)
  return { service, candidates }
}

/** Where a group names nobody but asks for skills, everybody may be asked for: who lacks one has a conflict. */
function mayServe(group: RequirementGroup | undefined, resourceId: string): boolean {
  if (group === undefined) return false
  return group.resource_ids.length > 0 ? group.resource_ids.includes(resourceId) : group.skills.length > 0
}

function customerFaults(ctx: Context, body: Body): FieldFault[] {
  const faults: FieldFault[] = []
  if (ctx.key.scope === 'publishable') {
    if (body.customer === undefined) faults.push(required('/customer'))
    if (body.customer_id !== undefined) faults.push(secretOnly('/customer_id'))
    if (body.override_conflicts === true) faults.push(secretOnly('/override_conflicts'))
  } else if (body.customer === undefined && body.customer_id === undefined) {
    faults.push(required('/customer_id'))
  } else if (body.customer !== undefined && body.customer_id !== undefined) {
    faults.push({
      path: '/customer',
      code: 'conflicting',
      message: 'may not be sent together with customer_id',
    })
  }
  return faults
}

function required(path: string): FieldFault {
  return { path, code: 'required', message: 'is required' }
}

function secretOnly(path: string): FieldFault {
  return { path, code: 'secret_key_only', message: 'may be sent with a secret key only' }
}
