import { validationFailed } from '../../../src/contract/errors/errors.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import { holdTtl } from '../../../src/contract/objects/hold.ts'
import { holdObject, holdStatus } from '../../objects/hold.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { requireRevision } from '../../rules/context/revisions.ts'
import { endHold, requireActive } from '../../rules/holds/held-start.ts'
import { place, unavailable } from '../../rules/placing/availability.ts'
import { keepStart } from '../../rules/placing/keep-start.ts'
import { readStartRequest } from '../../rules/placing/service-request.ts'
import { findHold } from '../../store/holds.ts'

export const createHold: Handler<'createHold'> = async (ctx, { body }) => {
  const { service, candidates, faults: found } = await readStartRequest(ctx, body)
  const ttlSeconds = body.ttl_seconds ?? holdTtl.usual
  const faults = [...found, ...ttlFaults(ctx, ttlSeconds)]
  if (faults.length > 0 || service === undefined) throw validationFailed(faults)
  const startMs = instantMs(body.start_at)
  const wish = { service, candidates, startMs, units: body.party_size ?? 1, neverPast: true }
  const placement = await place(ctx, wish)
  if (placement.conflicts.length > 0) throw await unavailable(ctx, wish, placement)
  const expiresMs = expiryMs(ctx.now, ttlSeconds)
  const row = await keepStart(ctx, wish, placement, { ttlSeconds, expiresMs, metadata: body.metadata })
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
