import { type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import type { Operations } from '../../../src/contract/index.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { resourceObject } from '../../objects/resource.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { newRow } from '../../rules/context/new-row.ts'
import { previousAttributes, requireRevision, revised } from '../../rules/context/revisions.ts'
import { idFaults, withIanaZone, zoneFaults } from '../../rules/fields/field-faults.ts'
import { fromNowOn } from '../../rules/hours/affected-range.ts'
import { changeResource } from '../../rules/hours/change-resource.ts'
import { emitStranded, strandedBy } from '../../rules/hours/stranded-bookings.ts'
import { wholeWeek } from '../../rules/hours/weekly-hours.ts'
import { mapPage } from '../../store/page.ts'
import { pageResources } from '../../store/resource-lists.ts'
import { findResource, insertResource } from '../../store/resources.ts'
import type { ResourceRow } from '../../store/schema.ts'

type Members = InputOf<Operations['updateResource']>['body']

export const createResource: Handler<'createResource'> = async (ctx, { body }) => {
  await refuseMembers(ctx, body)
  const row: ResourceRow = {
    ...(await newRow(ctx, 'res', body.metadata)),
    type: body.type,
    name: body.name,
    location_id: body.location_id ?? null,
    timezone: withIanaZone(body).timezone,
    capacity: body.capacity ?? 1,
    weight: body.weight ?? 1,
    max_bookings_per_day: body.max_bookings_per_day ?? null,
    skills: '[]',
    weekly: JSON.stringify(wholeWeek({})),
    status: 'online',
    offline: null,
    longest_block_ms: 0,
  }
  await insertResource(ctx.trx, row)
  ctx.changed('resource', null, row)
  await ctx.emit('resource.created', resourceObject(row))
  return resourceObject(row)
}

export const listResources: Handler<'listResources'> = async (ctx, { query }) => {
  const [skillIds, locationIds] = [query.skill_id?.split(','), query.location_id?.split(',')]
  const statuses = query.status?.split(',')
  const faults = [
    ...(ctx.key.scope === 'publishable' && statuses?.includes('archived') ? [archivedFault] : []),
    ...(await idFaults(ctx, '/skill_id', 'skills', skillIds ?? [])),
    ...(await idFaults(ctx, '/location_id', 'locations', locationIds ?? [])),
  ]
  refuseFaults(faults)
  const filter = {
    ...(query.type !== undefined && { types: query.type.split(',') }),
    ...(statuses !== undefined && { statuses }),
    ...(skillIds !== undefined && { skillIds }),
    ...(locationIds !== undefined && { locationIds }),
  }
  return mapPage(await pageResources(ctx.trx, ctx.tenant.id, filter, ctx.page), resourceObject)
}

/** A widget lists what may be booked, now or later. */
const archivedFault: FieldFault = {
  path: '/status',
  code: 'secret_key_only',
  message: 'may name archived resources with a secret key only',
}

export const getResource: Handler<'getResource'> = async (ctx, { params }) => {
  const row = await findResource(ctx.trx, ctx.tenant.id, params.resource_id)
  return resourceObject(found(row, 'resource', params.resource_id))
}

/** Members that decide about when and how often a resource can be booked. */
const deciding = ['timezone', 'capacity', 'location_id', 'max_bookings_per_day']

export const updateResource: Handler<'updateResource'> = async (ctx, { params, body }) => {
  const id = params.resource_id
  const row = found(await findResource(ctx.trx, ctx.tenant.id, id), 'resource', id)
  requireRevision(ctx, row)
  await refuseMembers(ctx, body)
  const { metadata, ...plain } = withIanaZone(body)
  const next = revised(ctx, row, {
    ...plain,
    ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
  })
  const resource = resourceObject(next)
  const previous = previousAttributes(resourceObject(row), resource)
  if (Object.keys(previous).length === 0) return resourceObject(row)
  const decides = deciding.some(name => name in previous)
  const stranded = await strandedBy(ctx, decides ? [id] : [], () => changeResource(ctx, row, next))
  await ctx.emit('resource.updated', resource, { previous_attributes: previous })
  if (decides) {
    await ctx.emit('resource.availability_changed', resource, { affected_range: fromNowOn(ctx) })
    await emitStranded(ctx, stranded)
  }
  return resource
}

async function refuseMembers(ctx: Context, { timezone, location_id }: Members): Promise<void> {
  const faults: FieldFault[] = [
    ...zoneFaults('/timezone', timezone),
    ...(await idFaults(ctx, '/location_id', 'locations', location_id == null ? [] : [location_id])),
  ]
  refuseFaults(faults)
}
