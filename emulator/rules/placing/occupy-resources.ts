import { fromStored, toStored } from '../../store/instants.ts'
import { occupy, vacate } from '../../store/occupancies.ts'
import type { BookingRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'

type Time = Pick<BookingRow, 'start_at' | 'end_at' | 'buffer_before_min' | 'buffer_after_min'>

/** A booking; or a hold, which takes its resources until it expires. */
interface Holder
  extends Time,
    Pick<BookingRow, 'tenant_id' | 'id' | 'service_id' | 'party_size' | 'allocations'> {
  readonly expires_at?: string
}

/** Takes every resource of a booking or hold, for its time with its own buffers and for its party. */
export async function occupyResources(ctx: Context, row: Holder): Promise<void> {
  const allocations = JSON.parse(row.allocations) as { resource_id: string }[]
  for (const { resource_id } of allocations) {
    await occupy(ctx.trx, {
      tenant_id: row.tenant_id,
      resource_id,
      holder_id: row.id,
      kind: row.expires_at === undefined ? 'booking' : 'hold',
      service_id: row.service_id,
      start_at: row.start_at,
      end_at: row.end_at,
      blocks_from: toStored(fromStored(row.start_at) - row.buffer_before_min * 60_000),
      blocks_to: toStored(fromStored(row.end_at) + row.buffer_after_min * 60_000),
      units: row.party_size,
      expires_at: row.expires_at ?? null,
    })
  }
}

/** Lets go of all that a booking took, and takes what it needs now. */
export async function reoccupyResources(ctx: Context, row: BookingRow): Promise<void> {
  await vacate(ctx.trx, row.tenant_id, row.id)
  await occupyResources(ctx, row)
}
