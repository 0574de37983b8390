import type { FastifyInstance } from 'fastify'
import { ApiError, type FieldFault, refuseFaults } from '../../src/contract/errors/errors.ts'
import { parsePlan, plans, type RateLimits } from '../../src/contract/plans.ts'
import type { AuditLengths, TenantList, TenantView } from '../../src/control/sandbox-control.ts'
import { type ActorOf, commitAct, controlKey } from '../calls/act.ts'
import { awaitReview } from '../rules/compliance/access-reviews.ts'
import { currencyFaults, withIanaZone, zoneFaults } from '../rules/fields/field-faults.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { defaultAccountId } from '../seed/default-members.ts'
import { chainLength } from '../store/audit.ts'
import { idsInTransaction } from '../store/ids.ts'
import { toStored } from '../store/instants.ts'
import type { NewTenantRow, TenantRow, Trx } from '../store/schema.ts'
import type { Tenant } from '../store/tenants.ts'
import { findTenant, findTenantRow, insertTenant, listTenants, saveTenant } from '../store/tenants.ts'
import { planBody, tenantBody } from './bodies.ts'
import type { ReadBody, TargetOf } from './control.ts'

/** Registers /_sandbox/tenants: tenants beside those of the data set, and the plans of all. */
export function registerTenants(app: FastifyInstance, targetOf: TargetOf, readBody: ReadBody): void {
  app.get('/_sandbox/tenants', async (request): Promise<TenantList> => {
    const tenants = await targetOf(request).sandbox.store.read(listTenants)
    return { data: tenants.map(viewOf) }
  })
  app.post('/_sandbox/tenants', async (request, reply): Promise<TenantView> => {
    const body = readBody(tenantBody, request.body)
    const { sandbox } = targetOf(request)
    reply.code(201)
    return await createTenant(sandbox, body)
  })
  app.post<{ Params: { tenant: string } }>('/_sandbox/tenants/:tenant/plan', async request => {
    const wish = readBody(planBody, request.body)
    const { sandbox } = targetOf(request)
    return await changePlan(sandbox, request.params.tenant, wish)
  })
}

/** Registers /_sandbox/audit: how long the audit trail of each tenant has to be. */
export function registerAudit(app: FastifyInstance, targetOf: TargetOf): void {
  app.get('/_sandbox/audit', async (request): Promise<AuditLengths> => {
    return await targetOf(request).sandbox.store.read(async trx => {
      const data: AuditLengths['data'][number][] = []
      for (const { id } of await listTenants(trx))
        data.push({ tenant_id: id, ...(await chainLength(trx, id)) })
      return { data }
    })
  })
}

interface PlanWish {
  readonly plan?: string
  readonly limits?: RateLimits
}

interface TenantWish extends PlanWish {
  readonly id?: string
  readonly name: string
  readonly timezone?: string
  readonly currency?: string
  readonly account?: string
}

/** What the default tenants are: nobody who only needs a second tenant must think of these. */
const usual = { timezone: 'Asia/Kolkata', currency: 'INR' }

async function createTenant(sandbox: Sandbox, wish: TenantWish): Promise<TenantView> {
  const { name, timezone, currency, account = defaultAccountId } = wish
  const planned = planOf(wish)
  const faults = [
    ...zoneFaults('/timezone', timezone),
    ...currencyFaults('/currency', currency),
    ...planned.faults,
  ]
  const make = async (trx: Trx): Promise<NewTenantRow> => {
    const isTaken = wish.id !== undefined && (await findTenantRow(trx, wish.id)) !== undefined
    const taken: FieldFault = { path: '/id', code: 'taken', message: 'is taken: there is such a tenant' }
    refuseFaults(isTaken ? [taken, ...faults] : faults)
    const nowMs = sandbox.clock.now()
    const row = {
      ...usual,
      ...(timezone !== undefined && withIanaZone({ timezone })),
      ...(currency !== undefined && { currency }),
      id: wish.id ?? (await idsInTransaction(trx, sandbox.seed, nowMs).next('tnt')),
      name,
      account_id: account,
      plan: planned.plan,
      limits: JSON.stringify(planned.limits),
      policy: '{}',
      created_at: toStored(nowMs),
      updated_at: toStored(nowMs),
      revision: 1,
    }
    await insertTenant(trx, row)
    return row
  }
  let id = ''
  // A tenant begins with the act of making it.
  const actorIn = async (trx: Trx) => {
    ;({ id } = await make(trx))
    return await actorFor(trx, id, 'sandbox.create_tenant')
  }
  return await commitAct(sandbox, actorIn, async ctx => {
    const row = await tenantIn(findTenantRow(ctx.trx, id), id)
    ctx.changed('tenant', null, row)
    await awaitReview(ctx, row.access_review_days)
    return viewOf(ctx.tenant)
  })
}

async function actorFor(trx: Trx, id: string, operation: string): Promise<ActorOf> {
  return { tenant: await tenantIn(findTenant(trx, id), id), key: controlKey, requestId: null, operation }
}

/** The plan holds from the next request on, and nothing of it is spent yet: a test must be able to count. */
async function changePlan(sandbox: Sandbox, id: string, wish: PlanWish): Promise<TenantView> {
  const { plan, limits, faults } = planOf(wish)
  refuseFaults(faults)
  const view = await commitAct(
    sandbox,
    trx => actorFor(trx, id, 'sandbox.change_plan'),
    async ({ trx, now, changed }) => {
      const row = await tenantIn(findTenantRow(trx, id), id)
      const planned: TenantRow = { ...row, plan, limits: JSON.stringify(limits) }
      if (planned.plan !== row.plan || planned.limits !== row.limits) {
        const next = { ...planned, updated_at: toStored(now), revision: row.revision + 1 }
        await saveTenant(trx, next)
        changed('tenant', row, next)
      }
      return viewOf(await tenantIn(findTenant(trx, id), id))
    },
  )
  sandbox.limiter.clear(id)
  return view
}

interface Planned {
  readonly plan: string
  readonly limits: RateLimits
  readonly faults: readonly FieldFault[]
}

/** The plan that is asked for; the negotiated one of the default tenants where nothing is. */
function planOf({ plan, limits }: PlanWish): Planned {
  const both: FieldFault[] =
    plan !== undefined && limits !== undefined
      ? [
          {
            path: '/limits',
            code: 'not_possible',
            message: 'and plan cannot go together: one sets the other',
          },
        ]
      : []
  if (limits !== undefined) return { plan: 'enterprise', limits, faults: both }
  const named = parsePlan(plan ?? 'enterprise')
  const known = `${Object.keys(plans).join(', ')}, or limits such as 5/200/10000`
  const unknown: FieldFault = { path: '/plan', code: 'unknown_plan', message: `must be one of ${known}` }
  return named === null ? { ...planOf({}), faults: [unknown] } : { ...named, faults: [] }
}

async function tenantIn<Found>(search: Promise<Found | undefined>, id: string): Promise<Found> {
  const found = await search
  if (found !== undefined) return found
  throw new ApiError('not_found', { message: `There is no tenant ${id} in this sandbox` })
}

function viewOf({ id, accountId, name, timezone, currency, plan, limits }: Tenant): TenantView {
  return { id, account_id: accountId, name, timezone, currency, plan, limits }
}
