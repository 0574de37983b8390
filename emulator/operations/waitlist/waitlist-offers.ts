import { ApiError, type FieldFault, validationFailed } from '../../../src/contract/errors/errors.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import { findActiveService, parsedService } from '../../objects/service.ts'
import { passedStarts, waitlistEntryObject } from '../../objects/waitlist-entry.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { requireRevision } from '../../rules/context/revisions.ts'
import { endHold } from '../../rules/holds/held-start.ts'
import { place, unavailable, type Wish } from '../../rules/placing/availability.ts'
import { emitBooked, storeBooking, withSecrets } from '../../rules/placing/book.ts'
import { atAnotherStart } from '../../rules/placing/booking-request.ts'
import { readStartRequest } from '../../rules/placing/service-request.ts'
import { changeEntry, hasOpenOffer, makeOffer, noOffer } from '../../rules/waitlist/make-offer.ts'
import { findHold } from '../../store/holds.ts'
import { fromStored, toAnswer } from '../../store/instants.ts'
import { resourcesWithIds } from '../../store/resources.ts'
import type { HoldRow, WaitlistEntryRow } from '../../store/schema.ts'
import { findService } from '../../store/services.ts'
import { findWaitlistEntry } from '../../store/waitlist-entries.ts'

export const offerWaitlistSlot: Handler<'offerWaitlistSlot'> = async (ctx, { params, body }) => {
  const entry = await entryToMove(ctx, params.waitlist_entry_id)
  if (entry.status !== 'waiting') throw illegalMove(entry, 'offer')
  if ((await findActiveService(ctx.trx, ctx.tenant.id, entry.service_id)) === undefined)
    throw illegalMove(entry, 'offer', `and ${entry.service_id} is archived`)
  const resource_id = body.resource_id ?? entry.resource_id ?? undefined
  const { start_at } = body
  const {
    service,
    candidates,
    faults: ofStart,
  } = await readStartRequest(ctx, {
    service_id: entry.service_id,
    ...(resource_id !== undefined && { resource_id }),
    start_at,
  })
  const startMs = instantMs(start_at)
  const fresh = candidates.filter(({ id }) => !wasOffered(entry, id, startMs))
  const faults = [
    ...ofStart,
    ...wishFaults(entry, resource_id),
    ...(fresh.length < candidates.length && fresh.length === 0 ? [passedFault] : []),
  ]
  if (faults.length > 0 || service === undefined) throw validationFailed(faults)
  const wish: Wish = { service, candidates: fresh, startMs, units: entry.party_size, neverPast: true }
  const placement = await place(ctx, wish)
  if (placement.conflicts.length > 0) throw await unavailable(ctx, wish, placement)
  if (startMs <= ctx.now) throw validationFailed([startedFault])
  return waitlistEntryObject((await makeOffer(ctx, entry, wish, placement)).entry)
}

export const acceptWaitlistOffer: Handler<'acceptWaitlistOffer'> = async (ctx, { params, body }) => {
  const entry = await entryToMove(ctx, params.waitlist_entry_id)
  const hold = await requireOffer(ctx, entry)
  const wish = await wishOf(ctx, hold)
  const placement = await place(ctx, wish)
  if (placement.conflicts.length > 0) throw await unavailable(ctx, atAnotherStart(wish), placement)
  await endHold(ctx, hold, 'consumed')
  const booking = await storeBooking(ctx, {
    ...wish,
    body: { ...body, service_id: hold.service_id, start_at: toAnswer(hold.start_at), hold_id: hold.id },
    customerId: entry.customer_id,
    placement,
  })
  await changeEntry(ctx, entry, { ...noOffer, status: 'accepted', booking_id: booking.id })
  await emitBooked(ctx, booking)
  return withSecrets(ctx, booking)
}

async function entryToMove(ctx: Context, id: string): Promise<WaitlistEntryRow> {
  const entry = found(await findWaitlistEntry(ctx.trx, ctx.tenant.id, id), 'waitlist entry', id)
  requireRevision(ctx, entry)
  return entry
}

/** The hold of the open offer. Whoever comes too late is told so, whether or not anything has noted it. */
async function requireOffer(ctx: Context, entry: WaitlistEntryRow): Promise<HoldRow> {
  const hold = entry.hold_id === null ? undefined : await findHold(ctx.trx, ctx.tenant.id, entry.hold_id)
  if (hold !== undefined && hasOpenOffer(entry, ctx.now)) return hold
  const isLate = entry.status === 'offered' || entry.status === 'expired' || entry.lapses > 0
  if (!isLate || entry.status === 'accepted' || entry.status === 'removed') throw illegalMove(entry, 'accept')
  const when = hold === undefined ? '' : ` at ${toAnswer(hold.expires_at)}`
  throw new ApiError('offer_expired', {
    message: `The offer to waitlist entry ${entry.id} expired${when}; its start is somebody else's now, or free`,
  })
}

/** What was offered is promised: it met notice and horizon then, and its service may be archived meanwhile. */
async function wishOf(ctx: Context, hold: HoldRow): Promise<Wish> {
  const service = await findService(ctx.trx, ctx.tenant.id, hold.service_id)
  const candidates = await resourcesWithIds(ctx.trx, ctx.tenant.id, [hold.resource_id])
  if (service === undefined || candidates.length === 0)
    throw new Error(`Hold ${hold.id} names a service and a resource that are there.`)
  const allocations = JSON.parse(hold.allocations) as { resource_id: string }[]
  return {
    service: parsedService(service),
    candidates,
    startMs: fromStored(hold.start_at),
    units: hold.party_size,
    excludeIds: [hold.id],
    preferredIds: allocations.map(({ resource_id }) => resource_id),
    ignoredRules: ['insufficient_notice', 'beyond_horizon'],
  }
}

function wasOffered(entry: WaitlistEntryRow, resourceId: string, startMs: number): boolean {
  return passedStarts(entry).some(
    ({ resource_id, start_at }) => resource_id === resourceId && fromStored(start_at) === startMs,
  )
}

function wishFaults({ resource_id }: WaitlistEntryRow, resourceId: string | undefined): FieldFault[] {
  if (resource_id === null || resource_id === resourceId) return []
  const message = `must be ${resource_id}: the customer waits for nobody else`
  return [{ path: '/resource_id', code: 'not_wanted', message }]
}

const passedFault: FieldFault = {
  path: '/start_at',
  code: 'offered_before',
  message:
    'was offered to this entry before, in vain; book it with createBooking if the customer wants it now',
}

const startedFault: FieldFault = {
  path: '/start_at',
  code: 'in_past',
  message: 'must lie in the future, so that there is time to accept',
}

type EntryAction = 'offer' | 'accept'

/** The refusal of a move that the state of an entry does not allow. */
function illegalMove(entry: WaitlistEntryRow, action: EntryAction, why = ''): ApiError {
  const allowed = { waiting: ['offer', 'remove'], offered: ['accept', 'remove'], expired: ['remove'] }
  const isOfService = why !== ''
  return new ApiError('invalid_state_transition', {
    message: `Waitlist entry ${entry.id} is ${entry.status}${isOfService ? ` ${why}` : ''}, which does not allow ${action}`,
    details: {
      from: entry.status,
      action,
      allowed: isOfService ? ['remove'] : (allowed[entry.status as keyof typeof allowed] ?? []),
    },
  })
}
