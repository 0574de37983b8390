import { refuseFaults } from '../../../src/contract/errors/errors.ts'
import { type ServiceObject, serviceObject } from '../../objects/service.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { previousAttributes, requireRevision, revised } from '../../rules/context/revisions.ts'
import { readRequirements } from '../../rules/services/requirements.ts'
import { overridePriceFaults, priceFaults } from '../../rules/services/service-prices.ts'
import { changedColumns, newServiceRow } from '../../rules/services/service-row.ts'
import { mapPage } from '../../store/page.ts'
import type { ServiceRow } from '../../store/schema.ts'
import { findService, insertService, pageServices, saveService } from '../../store/services.ts'

export const createService: Handler<'createService'> = async (ctx, { body }) => {
  const { requirements, faults } = await readRequirements(ctx, body.requirements ?? [])
  const row = await newServiceRow(ctx, body, requirements)
  const service = serviceObject(row)
  refuseFaults([...faults, ...priceFaults(service, body), ...overridePriceFaults(service, 'overrides')])
  await insertService(ctx.trx, row)
  ctx.changed('service', null, row)
  await ctx.emit('service.created', service)
  return service
}

export const getService: Handler<'getService'> = async (ctx, { params }) =>
  serviceObject(await serviceWithId(ctx, params.service_id))

export const listServices: Handler<'listServices'> = async (ctx, { query }) => {
  const statuses = query.status?.split(',') ?? ['active']
  if (ctx.key.scope === 'publishable' && statuses.includes('archived')) {
    refuseFaults([
      {
        path: '/status',
        code: 'secret_key_only',
        message: 'may name archived services with a secret key only',
      },
    ])
  }
  return mapPage(await pageServices(ctx.trx, ctx.tenant.id, statuses, ctx.page), serviceObject)
}

export const updateService: Handler<'updateService'> = async (ctx, { params, body }) => {
  const row = await serviceWithId(ctx, params.service_id)
  requireRevision(ctx, row)
  const changed = revised(ctx, row, changedColumns(row, body))
  const service = serviceObject(changed)
  refuseFaults([...priceFaults(service, body), ...overridePriceFaults(service, 'prices')])
  return await storeChange(ctx, row, changed)
}

export const archiveService: Handler<'archiveService'> = async (ctx, { params }) => {
  const row = await serviceWithId(ctx, params.service_id)
  requireRevision(ctx, row)
  return await storeChange(ctx, row, revised(ctx, row, { status: 'archived' }))
}

export const setServiceResources: Handler<'setServiceResources'> = async (ctx, { params, body }) => {
  const row = await serviceWithId(ctx, params.service_id)
  requireRevision(ctx, row)
  const { requirements, faults } = await readRequirements(ctx, body.requirements)
  const changed = revised(ctx, row, { requirements: JSON.stringify(requirements) })
  refuseFaults([...faults, ...overridePriceFaults(serviceObject(changed), 'overrides')])
  return await storeChange(ctx, row, changed)
}

/** Writes a change of a service and tells of it, if it is one. */
async function storeChange(ctx: Context, row: ServiceRow, changed: ServiceRow): Promise<ServiceObject> {
  const service = serviceObject(changed)
  const previous_attributes = previousAttributes(serviceObject(row), service)
  if (Object.keys(previous_attributes).length === 0) return serviceObject(row)
  await saveService(ctx.trx, changed)
  ctx.changed('service', row, changed)
  await ctx.emit('service.updated', service, { previous_attributes })
  return service
}

async function serviceWithId(ctx: Context, id: string): Promise<ServiceRow> {
  return found(await findService(ctx.trx, ctx.tenant.id, id), 'service', id)
}
