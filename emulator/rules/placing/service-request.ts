import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import { instantMs, latestMs } from '../../../src/contract/instants.ts'
import { append } from '../../../src/lists/append.ts'
import { findActiveService, type RequirementGroup, type Service } from '../../objects/service.ts'
import { resourcesWithIds } from '../../store/resources.ts'
import type { ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { unknownIdFault } from '../fields/field-faults.ts'
import { resourcesOfGroup } from './group-resources.ts'
import { longestDurationMin } from './service-with.ts'

/** What a request names to be booked, as far as it is there. */
export interface ServiceRequest {
  readonly service: Service | undefined
  /** Who may serve it: the resource asked for, else everybody of the first requirement group. Perhaps nobody. */
  readonly candidates: readonly ResourceRow[]
  readonly faults: readonly FieldFault[]
}

interface Named {
  readonly service_id: string
  readonly resource_id?: string
}

/** Finds the service of a request, and who may serve it. Pointers of faults begin at `at`. */
export async function readServiceRequest(
  ctx: Context,
  { service_id, resource_id }: Named,
  at = '',
): Promise<ServiceRequest> {
  const { tenant, trx } = ctx
  const service = await findActiveService(trx, tenant.id, service_id)
  const faults = service === undefined ? [unknownIdFault(`${at}/service_id`, 'service', service_id)] : []
  if (resource_id === undefined) {
    return { service, candidates: await resourcesOfGroup(ctx, service?.requirements[0]), faults }
  }
  const candidates = await resourcesWithIds(trx, tenant.id, [resource_id])
  if (candidates.length === 0) faults.push(unknownIdFault(`${at}/resource_id`, 'resource', resource_id))
  else if (service !== undefined) append(faults, eligibilityFaults(service, resource_id))
  return { service, candidates, faults }
}

/** The same for a start that is to be taken: somebody must be there to serve it, and its end must have a name. */
export async function readStartRequest(
  ctx: Context,
  body: Named & { readonly start_at: string },
): Promise<ServiceRequest> {
  const { service, candidates, faults } = await readServiceRequest(ctx, body)
  if (service === undefined) return { service, candidates, faults }
  const nobody = { path: '/service_id', code: 'no_resources', message: 'has no resource that could serve it' }
  const isNobodyThere = body.resource_id === undefined && candidates.length === 0
  const ofStart = startFaults(service, instantMs(body.start_at))
  return { service, candidates, faults: [...ofStart, ...faults, ...(isNobodyThere ? [nobody] : [])] }
}

/** What is wrong with a start: instants after the year 9999 cannot be written. */
export function startFaults(service: Service, startMs: number): FieldFault[] {
  if (startMs + longestDurationMin(service) * 60_000 <= latestMs) return []
  const message = 'must be so that the booking ends before the year 10000'
  return [{ path: '/start_at', code: 'too_large', message }]
}

/** What is wrong with a resource that is asked for: that it does not offer the service. */
export function eligibilityFaults(service: Service, resourceId: string): FieldFault[] {
  const [group] = service.requirements
  if (mayServe(group, resourceId)) return []
  const message = `does not offer ${service.id}; ${group?.resource_ids.join(', ') || 'nobody'} may`
  return [{ path: '/resource_id', code: 'not_eligible', message }]
}

/** Where a group names nobody but asks for skills, everybody may be asked for: who lacks one has a conflict. */
function mayServe(group: RequirementGroup | undefined, resourceId: string): boolean {
  if (group === undefined) return false
  return group.resource_ids.length > 0 ? group.resource_ids.includes(resourceId) : group.skills.length > 0
}
