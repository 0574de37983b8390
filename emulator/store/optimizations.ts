import type { Expression } from 'kysely'
import { append } from '../../src/lists/append.ts'
import { amongBeside } from './among.ts'
import { fetchParts } from './list-parts.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow } from './prepared.ts'
import type { OptimizationRow, ScheduleConstraintsRow, Trx } from './schema.ts'

/** Adds a run. */
export async function insertOptimization(trx: Trx, row: OptimizationRow): Promise<void> {
  await insertRow(trx, 'optimizations', row)
}

/** The run of this tenant, or undefined. */
export async function findOptimization(
  trx: Trx,
  tenantId: string,
  id: string,
): Promise<OptimizationRow | undefined> {
  return await trx
    .selectFrom('optimizations')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Which runs a list shows; every given filter must hold. */
export interface OptimizationFilter {
  readonly statuses?: readonly string[]
  readonly outcomes?: readonly string[]
}

/** One page of the tenant's runs. */
export async function pageOptimizations(
  trx: Trx,
  tenantId: string,
  { statuses, outcomes }: OptimizationFilter,
  page: PageRequest,
): Promise<Page<OptimizationRow>> {
  const lists = [
    ['outcome', outcomes],
    ['status', statuses],
  ] as const
  const [driving, ...others] = lists.filter(list => list[1] !== undefined)
  let query = trx.selectFrom('optimizations').where('tenant_id', '=', tenantId)
  for (const [column, values = []] of others) query = query.where(amongBeside(column, values))
  if (driving === undefined) return await fetchPage(query.selectAll(), page)
  const [column, values = []] = driving
  const part = (value: Expression<string>) => query.where(column, '=', value)
  return await fetchParts<'optimizations', OptimizationRow>(
    trx,
    tenantId,
    { table: 'optimizations', values, part },
    page,
  )
}

/** Runs of all tenants in a state, the oldest first. */
export async function optimizationsIn(
  trx: Trx,
  status: 'queued' | 'running',
): Promise<{ readonly tenant_id: string; readonly id: string }[]> {
  const tenants = await trx.selectFrom('tenants').select('id').orderBy('id').execute()
  const found: { tenant_id: string; id: string; created_at: string }[] = []
  for (const { id: tenantId } of tenants) {
    const rows = await trx
      .selectFrom('optimizations')
      .select(['tenant_id', 'id', 'created_at'])
      .where('tenant_id', '=', tenantId)
      .where('status', '=', status)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    append(found, rows)
  }
  return found.toSorted((a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : 0))
}

/** Writes a run's row in place of the one before. */
export async function saveOptimization(
  trx: Trx,
  { tenant_id, id, ...members }: OptimizationRow,
): Promise<void> {
  await trx
    .updateTable('optimizations')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}

/** What the tenant weighs otherwise, or undefined. */
export async function findScheduleConstraints(
  trx: Trx,
  tenantId: string,
): Promise<ScheduleConstraintsRow | undefined> {
  return await trx
    .selectFrom('schedule_constraints')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', tenantId)
    .executeTakeFirst()
}

/** Writes what the tenant weighs, for the first time or in place of what there is. */
export async function saveScheduleConstraints(trx: Trx, row: ScheduleConstraintsRow): Promise<void> {
  const { tenant_id, id, ...members } = row
  await trx
    .insertInto('schedule_constraints')
    .values(row)
    .onConflict(conflict => conflict.columns(['tenant_id', 'id']).doUpdateSet(members))
    .execute()
}
