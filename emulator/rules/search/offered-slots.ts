import type { Static } from 'typebox'
import type { OfferedSlot } from '../../../src/contract/objects/slot.ts'
import { parsedService } from '../../objects/service.ts'
import type { Interval } from '../../scheduling/intervals.ts'
import { fromStored, toAnswer, toStored } from '../../store/instants.ts'
import type { ResourceRow } from '../../store/schema.ts'
import { findService } from '../../store/services.ts'
import { offeredEntries } from '../../store/waitlist-entries.ts'
import type { Context } from '../context/context.ts'
import { serviceWith } from '../placing/service-with.ts'
import { slotObject } from './slot-object.ts'

/** What open offers of the waitlist keep of some resources in a range, by start and then by resource. */
export async function offeredSlots(
  ctx: Context,
  resources: readonly ResourceRow[],
  range: Interval,
): Promise<Static<typeof OfferedSlot>[]> {
  const [from, to] = [toStored(range.startMs), toStored(range.endMs)]
  const entries = await offeredEntries(ctx.trx, ctx.tenant.id, { from, to, now: toStored(ctx.now) })
  const offered: Static<typeof OfferedSlot>[] = []
  for (const entry of entries) {
    const resource = resources.find(({ id }) => id === entry.offer_resource_id)
    const row = await findService(ctx.trx, ctx.tenant.id, entry.service_id)
    if (resource === undefined || row === undefined || entry.offer_start_at === null) continue
    const startMs = fromStored(entry.offer_start_at)
    const endMs = startMs + serviceWith(parsedService(row), resource.id).duration_min * 60_000
    const { seats_left: _, ...slot } = slotObject({ startMs, endMs, seatsLeft: 1 }, resource)
    offered.push({
      ...slot,
      service_id: entry.service_id,
      waitlist_entry_id: entry.id,
      expires_at: toAnswer(entry.offer_expires_at ?? ''),
    })
  }
  const key = ({ start_at, resource_id }: Static<typeof OfferedSlot>) => `${start_at} ${resource_id}`
  return offered.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}
