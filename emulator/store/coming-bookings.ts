import { fromStored, toStored } from './instants.ts'
import type { ResourceRow, Trx } from './schema.ts'

/** A booking that is going to take a resource, with what decides whether it fits there. */
export interface ComingBooking {
  readonly id: string
  readonly service_id: string
  readonly startMs: number
  readonly endMs: number
  readonly bufferBeforeMs: number
  readonly bufferAfterMs: number
  readonly units: number
  /** The requirement group for which it takes the resource. */
  readonly group: string
  /** When it was changed last. */
  readonly updatedAt: string
}

/** Blocking bookings that take the resource and start at `fromMs` or later, by start and id. */
export async function comingBookings(
  trx: Trx,
  resource: Pick<ResourceRow, 'tenant_id' | 'id' | 'longest_block_ms'>,
  fromMs: number,
): Promise<ComingBooking[]> {
  const rows = await trx
    .selectFrom('occupancies')
    .innerJoin('bookings', join =>
      join
        .onRef('bookings.tenant_id', '=', 'occupancies.tenant_id')
        .onRef('bookings.id', '=', 'occupancies.holder_id'),
    )
    .select([
      'bookings.id',
      'bookings.allocations',
      'bookings.updated_at',
      'occupancies.service_id',
      'occupancies.start_at',
      'occupancies.end_at',
      'occupancies.blocks_from',
      'occupancies.blocks_to',
      'occupancies.units',
    ])
    .where('occupancies.tenant_id', '=', resource.tenant_id)
    .where('occupancies.resource_id', '=', resource.id)
    .where('occupancies.kind', '=', 'booking')
    // What is over still counts for daily limits; with a clock that was set back it may lie ahead.
    .where('bookings.status', 'not in', ['completed', 'no_show'])
    // A block begins at most its own length before the start, so the index bounds what is read.
    .where('occupancies.blocks_from', '>=', toStored(Math.max(0, fromMs - resource.longest_block_ms)))
    .where('occupancies.start_at', '>=', toStored(fromMs))
    .orderBy('occupancies.start_at')
    .orderBy('bookings.id')
    .execute()
  return rows.map(row => {
    const [startMs, endMs] = [fromStored(row.start_at), fromStored(row.end_at)]
    const allocations = JSON.parse(row.allocations) as { group: string; resource_id: string }[]
    return {
      id: row.id,
      service_id: row.service_id,
      startMs,
      endMs,
      bufferBeforeMs: startMs - fromStored(row.blocks_from),
      bufferAfterMs: fromStored(row.blocks_to) - endMs,
      units: row.units,
      updatedAt: row.updated_at,
      group: allocations.find(({ resource_id }) => resource_id === resource.id)?.group ?? '',
    }
  })
}
