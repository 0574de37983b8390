import { latestMs } from '../../../src/contract/instants.ts'
import { largest, smallest } from '../../../src/lists/extremes.ts'
import { toStored } from '../../store/instants.ts'
import type { HoldRow, WaitlistEntryRow } from '../../store/schema.ts'
import { waitingEntries } from '../../store/waitlist-entries.ts'
import { policyFor } from '../booking-life/booking-policy.ts'
import type { Context } from '../context/context.ts'
import { place, type Wish } from '../placing/availability.ts'
import { findSlot, readWanted, type Slot, type Wanted } from './find-slot.ts'
import { type FreedTime, freedByHold, without } from './freed-time.ts'
import { makeOffer } from './make-offer.ts'

/**
 * Offers freed time to those who wait, in their order, until nobody wants what is left of it. What is offered is taken
 * out of it at once, so that one freed slot has one open offer. Those who have just let an offer lapse are left out.
 */
export async function offerFreedTime(
  ctx: Context,
  freed: readonly FreedTime[],
  leftOut: ReadonlySet<string>,
): Promise<void> {
  let left = freed
  const holdIds: string[] = []
  const known = new Map<string, Wanted | null>()
  for (const entry of await whoWaits(ctx, freed)) {
    if (left.length === 0) return
    if (ctx.turns.isOver) await ctx.turns.pass()
    if (leftOut.has(entry.id)) continue
    const wanted = await readWanted(ctx, known, entry.service_id)
    if (wanted === null || policyFor(ctx.tenant, wanted.service).offer_min === 0) continue
    const slot = await findSlot(ctx, entry, wanted, { freed: left, holdIds })
    const hold = slot === undefined ? undefined : await offer(ctx, entry, slot, left)
    if (slot === undefined || hold === undefined) continue
    holdIds.push(hold.id)
    left = without(left, freedByHold(hold, slot.service))
  }
}

async function whoWaits(ctx: Context, freed: readonly FreedTime[]): Promise<WaitlistEntryRow[]> {
  if (freed.length === 0) return []
  // Wider by a day: a service with a buffer reaches into what is freed from beside it.
  const dayMs = 86_400_000
  const from = toStored(Math.max(0, smallest(freed.map(({ startMs }) => startMs)) - dayMs))
  const to = toStored(Math.min(latestMs, largest(freed.map(({ endMs }) => endMs)) + dayMs))
  return await waitingEntries(ctx.trx, ctx.tenant.id, { from, to })
}

/** Makes the offer; gives the hold that keeps it. */
async function offer(
  ctx: Context,
  entry: WaitlistEntryRow,
  { service, resource, startMs }: Slot,
  freed: readonly FreedTime[],
): Promise<HoldRow | undefined> {
  const wish: Wish = {
    service,
    candidates: [resource],
    startMs,
    units: entry.party_size,
    preferredIds: freed.map(({ resourceId }) => resourceId),
    neverPast: true,
  }
  const placement = await place(ctx, wish)
  // Where several processes write, somebody may have been faster before the resources were locked.
  if (placement.conflicts.length > 0) return undefined
  return (await makeOffer(ctx, entry, wish, placement)).hold
}
