import { mostLapses } from '../../../src/contract/objects/waitlist-entry.ts'
import { offerObject, passedStarts, waitlistEntryObject } from '../../objects/waitlist-entry.ts'
import { findHold } from '../../store/holds.ts'
import type { HoldRow, WaitlistEntryRow } from '../../store/schema.ts'
import { findEntryOfHold } from '../../store/waitlist-entries.ts'
import type { Context } from '../context/context.ts'
import { endHold } from '../holds/held-start.ts'
import { changeEntry, noOffer } from './make-offer.ts'

/**
 * The hold of an offer is over: expired, the offer has lapsed, and is told of; released, it was taken back. Either way
 * the entry waits again, and is never offered the same again; the last lapse is its end. Gives the id of the entry.
 */
export async function followHold(ctx: Context, after: HoldRow): Promise<string | undefined> {
  const entry = await findEntryOfHold(ctx.trx, ctx.tenant.id, after.id)
  if (entry === undefined) return undefined
  const passed = JSON.stringify([
    ...passedStarts(entry),
    { resource_id: after.resource_id, start_at: after.start_at },
  ])
  if (after.status === 'released') {
    await changeEntry(ctx, entry, { ...noOffer, status: 'waiting', passed })
    return entry.id
  }
  const offer = offerObject(entry)
  const lapses = entry.lapses + 1
  const status = lapses >= mostLapses ? 'expired' : 'waiting'
  const lapsed = await changeEntry(ctx, entry, { ...noOffer, status, passed, lapses })
  if (offer !== null) await ctx.emit('waitlist.offer_expired', waitlistEntryObject(lapsed), { offer })
  return entry.id
}

/** Ends an entry, and its open offer with it. */
export async function removeEntry(ctx: Context, entry: WaitlistEntryRow): Promise<WaitlistEntryRow> {
  const removed = await changeEntry(ctx, entry, { ...noOffer, status: 'removed' })
  const hold = entry.hold_id === null ? undefined : await findHold(ctx.trx, ctx.tenant.id, entry.hold_id)
  if (hold?.status === 'active') await endHold(ctx, hold, 'released')
  return removed
}
