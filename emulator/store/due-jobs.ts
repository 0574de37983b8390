import { latestMs } from '../../src/contract/instants.ts'
import { toStored } from './instants.ts'
import { insertRow } from './prepared.ts'
import type { DueJobRow, Trx } from './schema.ts'

const endOfTime = toStored(latestMs + 999)

/**
 * Adds jobs. Those due earlier fire earlier; those due at once fire in the order of their numbers. What would be due
 * behind the year 9999 never is: its text would stand before all others, and it would be due at once and for ever.
 */
export async function insertJobs(trx: Trx, rows: readonly DueJobRow[]): Promise<void> {
  for (const row of rows) {
    const isReached = row.due_at.length === endOfTime.length && row.due_at <= endOfTime
    if (isReached) await insertRow(trx, 'due_jobs', row)
  }
}

/** The job that is due first, if it is due by `until` (stored instant), or undefined. */
export async function firstDueJob(trx: Trx, until: string): Promise<DueJobRow | undefined> {
  return await trx
    .selectFrom('due_jobs')
    .selectAll()
    .where('due_at', '<=', until)
    .orderBy('due_at')
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
}

/** Takes a job out. False when somebody else has taken it, so that no job fires twice. */
export async function claimJob(trx: Trx, number: number): Promise<boolean> {
  const { numDeletedRows } = await trx.deleteFrom('due_jobs').where('number', '=', number).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Takes out all jobs of an object that has nothing to wait for any more. */
export async function dropJobs(trx: Trx, tenantId: string, objectId: string): Promise<void> {
  await trx
    .deleteFrom('due_jobs')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .execute()
}

/** Takes out the jobs of one kind of an object. */
export async function dropJobsOfKind(
  trx: Trx,
  tenantId: string,
  objectId: string,
  kind: string,
): Promise<void> {
  await trx
    .deleteFrom('due_jobs')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('kind', '=', kind)
    .execute()
}

/** Jobs that come again and again by themselves: nobody waits for them, and an advance never comes to the last one. */
const recurringKinds = ['audit.access_review', 'breach.watch']

/** When the last job is due, but for those that recur (stored instant); null without one. */
export async function lastDueAt(trx: Trx): Promise<string | null> {
  const { last } = await trx
    .selectFrom('due_jobs')
    .select(({ fn }) => fn.max('due_at').as('last'))
    .where('kind', 'not in', recurringKinds)
    .executeTakeFirstOrThrow()
  return last
}

/** When the first of all jobs is due (stored instant); null without one. */
export async function firstDueAt(trx: Trx): Promise<string | null> {
  const { first } = await trx
    .selectFrom('due_jobs')
    .select(({ fn }) => fn.min('due_at').as('first'))
    .executeTakeFirstOrThrow()
  return first
}

/** How many jobs wait, and when the first of them is due (stored instant); but for those that recur. */
export async function pendingJobs(trx: Trx): Promise<{ count: number; nextDueAt: string | null }> {
  const row = await trx
    .selectFrom('due_jobs')
    .select(({ fn }) => [fn.countAll().as('count'), fn.min('due_at').as('next_due_at')])
    .where('kind', 'not in', recurringKinds)
    .executeTakeFirstOrThrow()
  return { count: Number(row.count), nextDueAt: row.next_due_at }
}
