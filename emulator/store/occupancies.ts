import { toStored } from './instants.ts'
import type { OccupancyRow, Trx } from './schema.ts'

/** Notes that a booking or hold takes a resource, and lets the resource know its longest block. */
export async function occupy(trx: Trx, row: OccupancyRow): Promise<void> {
  await trx.insertInto('occupancies').values(row).execute()
  const lengthMs = Date.parse(row.blocks_to) - Date.parse(row.blocks_from)
  await trx
    .updateTable('resources')
    .set({ longest_block_ms: lengthMs })
    .where('tenant_id', '=', row.tenant_id)
    .where('id', '=', row.resource_id)
    .where('longest_block_ms', '<', lengthMs)
    .execute()
}

/**
 * What takes the resource between two instants (milliseconds, half-open, buffers included). Both sides of the
 * interval are bounded in the index: nothing that starts earlier than the longest block can still be running.
 */
export async function occupanciesBetween(
  trx: Trx,
  resource: { readonly tenant_id: string; readonly id: string; readonly longest_block_ms: number },
  fromMs: number,
  toMs: number,
): Promise<OccupancyRow[]> {
  return await trx
    .selectFrom('occupancies')
    .selectAll()
    .where('tenant_id', '=', resource.tenant_id)
    .where('resource_id', '=', resource.id)
    .where('blocks_from', '>=', toStored(Math.max(0, fromMs - resource.longest_block_ms)))
    .where('blocks_from', '<', toStored(toMs))
    .where('blocks_to', '>', toStored(fromMs))
    .execute()
}
