import { insertHold } from '../../store/holds.ts'
import { toStored } from '../../store/instants.ts'
import type { HoldRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { newRow } from '../context/new-row.ts'
import type { Placement, Wish } from './availability.ts'
import { occupyResources } from './occupy-resources.ts'
import { serviceWith } from './service-with.ts'

/** How long a start is kept. */
export interface Keeping {
  readonly ttlSeconds: number
  /** Sandbox time in milliseconds, whole seconds. */
  readonly expiresMs: number
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

/** Writes a hold of a start that was found free, with what it takes, and lets the clock end it. */
export async function keepStart(
  ctx: Context,
  { service, startMs, units }: Wish,
  { resource, allocations }: Placement,
  { ttlSeconds, expiresMs, metadata }: Keeping,
): Promise<HoldRow> {
  const row: HoldRow = {
    ...(await newRow(ctx, 'hold', metadata)),
    service_id: service.id,
    resource_id: resource.id,
    start_at: toStored(startMs),
    end_at: toStored(startMs + serviceWith(service, resource.id).duration_min * 60_000),
    party_size: units,
    ttl_seconds: ttlSeconds,
    allocations: JSON.stringify(
      allocations.map(({ group, resourceId }) => ({ group, resource_id: resourceId })),
    ),
    expires_at: toStored(expiresMs),
    status: 'active',
  }
  await insertHold(ctx.trx, row)
  ctx.changed('hold', null, row)
  const { buffer_before_min, buffer_after_min } = service
  await occupyResources(ctx, { ...row, buffer_before_min, buffer_after_min })
  await ctx.schedule([{ kind: 'hold.expire', objectId: row.id, dueMs: expiresMs }])
  return row
}
