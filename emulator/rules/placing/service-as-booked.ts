import { parsedService, type Service } from '../../objects/service.ts'
import type { BookingRow } from '../../store/schema.ts'
import { findService } from '../../store/services.ts'
import type { Context } from '../context/context.ts'

/**
 * The service of a booking, archived or not, as it binds this booking when it moves: with the length and the
 * buffers that it was made with. The length changes only where the new resource, or the old one, has a duration of
 * its own.
 */
export async function serviceAsBooked(ctx: Context, row: BookingRow): Promise<Service> {
  const found = await findService(ctx.trx, row.tenant_id, row.service_id)
  if (found === undefined) throw new Error(`Booking ${row.id} names no service.`)
  const service = parsedService(found)
  const bookedMin = lengthMinOf(row)
  const [first, ...further] = service.requirements
  const overrides = first?.overrides ?? []
  const own = overrides.find(override => override.resource_id === row.resource_id)
  return {
    ...service,
    duration_min: own?.duration_min == null ? bookedMin : service.duration_min,
    buffer_before_min: row.buffer_before_min,
    buffer_after_min: row.buffer_after_min,
    requirements: [
      {
        group: groupOf(row),
        resource_ids: [],
        skills: [],
        ...first,
        overrides: [
          ...overrides.filter(override => override !== own),
          { resource_id: row.resource_id, duration_min: bookedMin, price: own?.price ?? null },
        ],
      },
      ...further,
    ],
  }
}

/** The same, asking for just the resources that the booking has. */
export async function serviceInPlace(ctx: Context, row: BookingRow): Promise<Service> {
  const allocations = JSON.parse(row.allocations) as { group: string; resource_id: string }[]
  return {
    ...(await serviceAsBooked(ctx, row)),
    duration_min: lengthMinOf(row),
    requirements: allocations.map(({ group, resource_id }) => ({
      group,
      resource_ids: [resource_id],
      skills: [],
      overrides: [],
    })),
  }
}

function lengthMinOf(row: BookingRow): number {
  return (Date.parse(row.end_at) - Date.parse(row.start_at)) / 60_000
}

function groupOf(row: BookingRow): string {
  const [first] = JSON.parse(row.allocations) as { group: string }[]
  return first?.group ?? 'staff'
}
