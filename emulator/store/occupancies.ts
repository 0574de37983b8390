import { toStored } from './instants.ts'
import { insertRow, prepared } from './prepared.ts'
import type { OccupancyRow, Trx } from './schema.ts'
import { remembered } from './session.ts'

const noteLongestBlock = prepared<{ tenantId: string; id: string; lengthMs: number }>((db, hole) =>
  db
    .updateTable('resources')
    .set({ longest_block_ms: hole('lengthMs') })
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', '=', hole('id'))
    .where('longest_block_ms', '<', hole('lengthMs')),
)

const longestBlock = prepared<{ tenantId: string; id: string }, { longest_block_ms: number }>((db, hole) =>
  db
    .selectFrom('resources')
    .select('longest_block_ms')
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', '=', hole('id')),
)

interface Overlap {
  readonly tenantId: string
  readonly resourceId: string
  readonly earliest: string
  readonly from: string
  readonly to: string
  readonly now: string
}

const overlapping = prepared<Overlap, OccupancyRow>((db, hole) =>
  db
    .selectFrom('occupancies')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('resource_id', '=', hole('resourceId'))
    .where('blocks_from', '>=', hole('earliest'))
    .where('blocks_from', '<', hole('to'))
    .where('blocks_to', '>', hole('from'))
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', hole('now'))]))
    // The order of the key, in which SQLite finds them anyway.
    .orderBy('blocks_from')
    .orderBy('holder_id'),
)

/** Notes that a booking or hold takes a resource, and lets the resource know its longest block. */
export async function occupy(
  trx: Trx,
  row: Omit<OccupancyRow, 'expires_at'> & Partial<Pick<OccupancyRow, 'expires_at'>>,
): Promise<void> {
  await insertRow(trx, 'occupancies', { expires_at: null, ...row })
  const lengthMs = Date.parse(row.blocks_to) - Date.parse(row.blocks_from)
  const { tenant_id: tenantId, resource_id: id } = row
  const longestMs = await remembered(trx, 'resources', `longest block ${tenantId} ${id}`, async () => {
    const [resource] = await longestBlock(trx, { tenantId, id })
    return resource?.longest_block_ms ?? Number.POSITIVE_INFINITY
  })
  if (lengthMs > longestMs) await noteLongestBlock(trx, { tenantId, id, lengthMs })
}

/**
 * What takes the resource between two instants (milliseconds, half-open, buffers included). Both sides of the
 * interval are bounded in the index: nothing that starts earlier than the longest block can still be running.
 * A hold that has expired takes nothing, even before anything has cleared it away.
 */
export async function occupanciesBetween(
  trx: Trx,
  resource: { readonly tenant_id: string; readonly id: string; readonly longest_block_ms: number },
  { fromMs, toMs, nowMs }: { readonly fromMs: number; readonly toMs: number; readonly nowMs: number },
): Promise<OccupancyRow[]> {
  return await overlapping(trx, {
    tenantId: resource.tenant_id,
    resourceId: resource.id,
    earliest: toStored(Math.max(0, fromMs - resource.longest_block_ms)),
    from: toStored(fromMs),
    to: toStored(toMs),
    now: toStored(nowMs),
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

/**
 * Ends all that a booking takes at an instant, with its buffer; what ended sooner stays. If nothing is left, the empty
 * rest still stands in the calendar, because the booking still counts for daily limits.
 */
export async function cutOccupancies(
  trx: Trx,
  tenantId: string,
  holderId: string,
  at: string,
): Promise<void> {
  for (const column of ['end_at', 'blocks_to'] as const) {
    await trx
      .updateTable('occupancies')
      .set({ [column]: at })
      .where('tenant_id', '=', tenantId)
      .where('holder_id', '=', holderId)
      .where(column, '>', at)
      .execute()
  }
}
