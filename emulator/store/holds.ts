import { insertRow, prepared } from './prepared.ts'
import type { HoldRow, Trx } from './schema.ts'

const holdById = prepared<{ tenantId: string; id: string }, HoldRow>((db, hole) =>
  db.selectFrom('holds').selectAll().where('tenant_id', '=', hole('tenantId')).where('id', '=', hole('id')),
)

/** Adds a hold. What it takes of its resources is written beside it. */
export async function insertHold(trx: Trx, row: HoldRow): Promise<void> {
  await insertRow(trx, 'holds', row)
}

/** The hold of this tenant, or undefined. */
export async function findHold(trx: Trx, tenantId: string, id: string): Promise<HoldRow | undefined> {
  const [row] = await holdById(trx, { tenantId, id })
  return row
}

/** Writes a hold's row in place of the one before. */
export async function updateHold(trx: Trx, row: HoldRow): Promise<void> {
  await trx
    .updateTable('holds')
    .set(row)
    .where('tenant_id', '=', row.tenant_id)
    .where('id', '=', row.id)
    .execute()
}
