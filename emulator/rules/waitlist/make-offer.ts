import { offerObject, waitlistEntryObject } from '../../objects/waitlist-entry.ts'
import { fromStored } from '../../store/instants.ts'
import type { HoldRow, WaitlistEntryRow } from '../../store/schema.ts'
import { saveWaitlistEntry } from '../../store/waitlist-entries.ts'
import { policyFor } from '../booking-life/booking-policy.ts'
import type { Context } from '../context/context.ts'
import { revised } from '../context/revisions.ts'
import type { Placement, Wish } from '../placing/availability.ts'
import { keepStart } from '../placing/keep-start.ts'

/** A hold that keeps nothing for a while is none. */
const shortestMin = 1

/** What an offer became: the entry that has it, and the hold that keeps it. */
export interface MadeOffer {
  readonly entry: WaitlistEntryRow
  readonly hold: HoldRow
}

/** Offers a start that was found free to somebody who waits, keeps it meanwhile, and tells of it. */
export async function makeOffer(
  ctx: Context,
  entry: WaitlistEntryRow,
  wish: Wish,
  placement: Placement,
): Promise<MadeOffer> {
  const ttlMin = Math.max(shortestMin, policyFor(ctx.tenant, wish.service).offer_min)
  const expiresMs = Math.min(Math.ceil(ctx.now / 1000 + ttlMin * 60) * 1000, wish.startMs)
  const ttlSeconds = Math.ceil((expiresMs - ctx.now) / 1000)
  const hold = await keepStart(ctx, wish, placement, { ttlSeconds, expiresMs })
  const offered = await changeEntry(ctx, entry, {
    status: 'offered',
    hold_id: hold.id,
    offer_start_at: hold.start_at,
    offer_resource_id: hold.resource_id,
    offer_expires_at: hold.expires_at,
  })
  const offer = offerObject(offered)
  if (offer === null) throw new Error(`Entry ${offered.id} was given an offer.`)
  await ctx.emit('waitlist.offer_made', waitlistEntryObject(offered), { offer })
  return { entry: offered, hold }
}

/** Whether an offer stands now: its time decides, not whether anything has noted that it is over. */
export function hasOpenOffer({ status, offer_expires_at }: WaitlistEntryRow, nowMs: number): boolean {
  return status === 'offered' && offer_expires_at !== null && fromStored(offer_expires_at) > nowMs
}

/** The columns of an entry without an open offer. */
export const noOffer = {
  hold_id: null,
  offer_start_at: null,
  offer_resource_id: null,
  offer_expires_at: null,
} as const

/** Writes a change of an entry, and notes it. */
export async function changeEntry(
  ctx: Context,
  row: WaitlistEntryRow,
  changes: Partial<WaitlistEntryRow>,
): Promise<WaitlistEntryRow> {
  const changed = revised(ctx, row, changes)
  await saveWaitlistEntry(ctx.trx, changed)
  ctx.changed('waitlist_entry', row, changed)
  return changed
}
