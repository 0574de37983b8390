import { insertHold } from '../store/holds.ts'
import { occupy } from '../store/occupancies.ts'
import type { HoldRow, Trx } from '../store/schema.ts'
import { common } from './default-members.ts'

/**
 * A hold that stands at the time of the reference's example (2026-04-15T09:42:11Z), and one that has expired by then.
 * No job waits for either: holds expire by themselves.
 */
const holds: readonly HoldRow[] = [
  holdOf('hold_lunch_01', '2026-05-28T07:10', '2026-05-28T07:30', {
    created_at: '2026-04-15T09:40:00.000Z',
    ttl_seconds: 3600,
    expires_at: '2026-04-15T10:40:00.000Z',
  }),
  holdOf('hold_missed_01', '2026-05-28T08:10', '2026-05-28T08:30', {
    created_at: '2026-04-15T09:00:00.000Z',
    ttl_seconds: 300,
    expires_at: '2026-04-15T09:05:00.000Z',
  }),
]

/** Writes the holds of the default data set. */
export async function insertExampleHolds(trx: Trx): Promise<void> {
  for (const row of holds) {
    await insertHold(trx, row)
    await occupy(trx, {
      tenant_id: row.tenant_id,
      resource_id: row.resource_id,
      holder_id: row.id,
      kind: 'hold',
      service_id: row.service_id,
      start_at: row.start_at,
      end_at: row.end_at,
      blocks_from: row.start_at,
      blocks_to: row.end_at,
      units: row.party_size,
      expires_at: row.expires_at,
    })
  }
}

function holdOf(
  id: string,
  from: string,
  to: string,
  time: Pick<HoldRow, 'created_at' | 'ttl_seconds' | 'expires_at'>,
): HoldRow {
  return {
    ...common,
    ...time,
    id,
    updated_at: time.created_at,
    service_id: 'svc_checkup_20',
    resource_id: 'res_dr_asha',
    start_at: `${from}:00.000Z`,
    end_at: `${to}:00.000Z`,
    party_size: 1,
    allocations: JSON.stringify([{ group: 'staff', resource_id: 'res_dr_asha' }]),
    status: 'active',
  }
}
