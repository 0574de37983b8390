import { validationFailed } from '../../../src/contract/errors/errors.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import { holdTtl } from '../../../src/contract/objects/hold.ts'
import { holdObject, holdStatus } from '../../objects/hold.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { newRow } from '../../rules/context/new-row.ts'
import { requireRevision } from '../../rules/context/revisions.ts'
import { endHold, requireActive } from '../../rules/holds/held-start.ts'
import { place, unavailable } from '../../rules/placing/availability.ts'
import { occupyResources } from '../../rules/placing/occupy-resources.ts'
import { readStartRequest } from '../../rules/placing/service-request.ts'
import { serviceWith } from '../../rules/placing/service-with.ts'
import { findHold, insertHold } from '../../store/holds.ts'
import { toStored } from '../../store/instants.ts'
import type { HoldRow } from '../../store/schema.ts'

export const createHold: Handler<'createHold'> = async (ctx, { body }) => {
  const { service, candidates, faults: found } = await readStartRequest(ctx, body)
  const ttlSeconds = body.ttl_seconds ?? holdTtl.usual
  const faults = [...found, ...ttlFaults(ctx, ttlSeconds)]
  if (faults.length > 0 || service === undefined) throw validationFailed(faults)
  const startMs = instantMs(body.start_at)
  const wish = { service, candidates, startMs, units: body.party_size ?? 1, neverPast: true }
  const placement = await place(ctx, wish)
  if (placement.conflicts.length > 0) throw await unavailable(ctx, wish, placement)
  const { resource, allocations } = placement
  const row: HoldRow = {
    ...(await newRow(ctx, 'hold', body.metadata)),
    service_id: service.id,
    resource_id: resource.id,
    start_at: toStored(startMs),
    end_at: toStored(startMs + serviceWith(service, resource.id).duration_min * 60_000),
    party_size: wish.units,
    ttl_seconds: ttlSeconds,
    allocations: JSON.stringify(
      allocations.map(({ group, resourceId }) => ({ group, resource_id: resourceId })),
    ),
    expires_at: toStored(expiryMs(ctx.now, ttlSeconds)),
    status: 'active',
  }
  await insertHold(ctx.trx, row)
  ctx.changed('hold', null, row)
  const { buffer_before_min, buffer_after_min } = service
  await occupyResources(ctx, { ...row, buffer_before_min, buffer_after_min })
  await ctx.schedule([{ kind: 'hold.expire', objectId: row.id, dueMs: expiryMs(ctx.now, ttlSeconds) }])
  return { ...holdObject(row, ctx.now), client_secret: ctx.clientSecretOf(row.id) }
}

export const getHold: Handler<'getHold'> = async (ctx, { params }) => {
  const row = await findHold(ctx.trx, ctx.tenant.id, params.hold_id)
  return holdObject(found(row, 'hold', params.hold_id), ctx.now)
}

export const releaseHold: Handler<'releaseHold'> = async (ctx, { params }) => {
  const row = found(await findHold(ctx.trx, ctx.tenant.id, params.hold_id), 'hold', params.hold_id)
  requireRevision(ctx, row)
  if (holdStatus(row, ctx.now) === 'released') return holdObject(row, ctx.now)
  requireActive(ctx, row, 'release')
  return holdObject(await endHold(ctx, row, 'released'), ctx.now)
}

/** Answers have whole seconds, and what they say of the expiry is to be true. */
function expiryMs(nowMs: number, ttlSeconds: number): number {
  return Math.ceil(nowMs / 1000 + ttlSeconds) * 1000
}

function ttlFaults(ctx: Context, ttlSeconds: number) {
  if (ctx.key.scope === 'secret' || ttlSeconds <= holdTtl.usual) return []
  const message = `must be at most ${holdTtl.usual} with a publishable key`
  return [{ path: '/ttl_seconds', code: 'too_large', message }]
}
