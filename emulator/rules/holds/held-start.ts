import { ApiError, type FieldFault } from '../../../src/contract/errors/errors.ts'
import type { Operations } from '../../../src/contract/index.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { holdStatus } from '../../objects/hold.ts'
import { dropJobs } from '../../store/due-jobs.ts'
import { findHold, updateHold } from '../../store/holds.ts'
import { fromStored, toAnswer } from '../../store/instants.ts'
import { vacate } from '../../store/occupancies.ts'
import type { HoldRow, ResourceRow } from '../../store/schema.ts'
import { findEntryOfHold } from '../../store/waitlist-entries.ts'
import type { Context } from '../context/context.ts'
import { revised } from '../context/revisions.ts'
import { unknownIdFault } from '../fields/field-faults.ts'

type Body = InputOf<Operations['createBooking']>['body']

/**
 * Finds the hold that a booking request names. What it says of service, start, resource and party must be the hold's:
 * whoever books something else has held the wrong thing.
 */
export async function readHeldStart(
  ctx: Context,
  body: Body,
  candidates: readonly ResourceRow[],
): Promise<{ hold: HoldRow | undefined; faults: readonly FieldFault[] }> {
  if (body.hold_id === undefined) return { hold: undefined, faults: [] }
  const hold = await findHold(ctx.trx, ctx.tenant.id, body.hold_id)
  if (hold === undefined) return { hold, faults: [unknownIdFault('/hold_id', 'hold', body.hold_id)] }
  const { service_id, resource_id = hold.resource_id, party_size = hold.party_size } = body
  const entry = await findEntryOfHold(ctx.trx, ctx.tenant.id, hold.id)
  const mayServe = candidates.some(({ id }) => id === hold.resource_id)
  const gone = `holds ${hold.resource_id}, which does not offer ${hold.service_id} any more`
  return {
    hold,
    faults: [
      ...mismatch('/service_id', service_id === hold.service_id, hold.service_id),
      ...mismatch(
        '/start_at',
        instantMs(body.start_at) === fromStored(hold.start_at),
        toAnswer(hold.start_at),
      ),
      ...mismatch('/resource_id', resource_id === hold.resource_id, hold.resource_id),
      ...mismatch('/party_size', party_size === hold.party_size, String(hold.party_size)),
      ...(service_id === hold.service_id && resource_id === hold.resource_id && !mayServe
        ? [{ path: '/hold_id', code: 'not_eligible', message: gone }]
        : []),
      ...(entry === undefined ? [] : [offeredFault(entry.id)]),
    ],
  }
}

/** What is offered to somebody who waits is nobody else's. */
function offeredFault(entryId: string): FieldFault {
  const message = `keeps the offer to ${entryId}; accept that with acceptWaitlistOffer`
  return { path: '/hold_id', code: 'waitlist_offer', message }
}

function mismatch(path: string, isHeld: boolean, held: string): FieldFault[] {
  return isHeld ? [] : [{ path, code: 'hold_mismatch', message: `must be what the hold holds: ${held}` }]
}

/** Refuses to go on with a hold that is not active any more. */
export function requireActive(ctx: Context, hold: HoldRow, action: 'consume' | 'release'): void {
  const status = holdStatus(hold, ctx.now)
  if (status === 'active') return
  if (status === 'expired') {
    throw new ApiError('hold_expired', {
      message: `Hold ${hold.id} expired at ${toAnswer(hold.expires_at)}; its start is free for everybody`,
    })
  }
  throw new ApiError('invalid_state_transition', {
    message: `Hold ${hold.id} is ${status}, which does not allow ${action}; nothing can be done with it any more`,
    details: { from: status, action, allowed: [] },
  })
}

/** Ends a hold before its time: what it took is free, and the clock has nothing to do with it any more. */
export async function endHold(
  ctx: Context,
  hold: HoldRow,
  status: 'consumed' | 'released' | 'expired',
): Promise<HoldRow> {
  const ended = revised(ctx, hold, { status })
  await updateHold(ctx.trx, ended)
  ctx.changed('hold', hold, ended)
  await vacate(ctx.trx, hold.tenant_id, hold.id)
  await dropJobs(ctx.trx, hold.tenant_id, hold.id)
  return ended
}
