import { toStored } from './instants.ts'
import { insertRow, prepared } from './prepared.ts'
import type { OccupancyRow, Trx } from './schema.ts'

const noteLongestBlock = prepared<{ tenantId: string; id: string; lengthMs: number }>((db, hole) =>
  db
    .updateTable('resources')
    .set({ longest_block_ms: hole('lengthMs') })
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', '=', hole('id'))
    .where('longest_block_ms', '<', hole('lengthMs')),
)

interface Overlap {
  readonly tenantId: string
  readonly resourceId: string
  readonly earliest: string
  readonly from: string
  readonly to: string
}

const overlapping = prepared<Overlap, OccupancyRow>((db, hole) =>
  db
    .selectFrom('occupancies')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('resource_id', '=', hole('resourceId'))
    .where('blocks_from', '>=', hole('earliest'))
    .where('blocks_from', '<', hole('to'))
    .where('blocks_to', '>', hole('from')),
)

/** Notes that a booking or hold takes a resource, and lets the resource know its longest block. */
export async function occupy(trx: Trx, row: OccupancyRow): Promise<void> {
  await insertRow(trx, 'occupancies', row)
  const lengthMs = Date.parse(row.blocks_to) - Date.parse(row.blocks_from)
  await noteLongestBlock(trx, { tenantId: row.tenant_id, id: row.resource_id, lengthMs })
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
  return await overlapping(trx, {
    tenantId: resource.tenant_id,
    resourceId: resource.id,
    earliest: toStored(Math.max(0, fromMs - resource.longest_block_ms)),
    from: toStored(fromMs),
    to: toStored(toMs),
  })
}

/** Frees all that a booking or hold takes. */
export async function vacate(trx: Trx, tenantId: string, holderId: string): Promise<void> {
  await trx
    .deleteFrom('occupancies')
    .where('tenant_id', '=', tenantId)
    .where('holder_id', '=', holderId)
    .execute()
}
