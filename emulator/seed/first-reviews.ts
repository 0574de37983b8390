import { insertJobs } from '../store/due-jobs.ts'
import { idsInTransaction } from '../store/ids.ts'
import { fromStored, toStored } from '../store/instants.ts'
import type { Trx } from '../store/schema.ts'
import { listTenantRows } from '../store/tenants.ts'

const dayMs = 86_400_000

/** Lets the clock wait for the first access review of each tenant: at the end of the period that runs at an instant. */
export async function scheduleFirstReviews(trx: Trx, nowMs: number): Promise<void> {
  const tenants = await listTenantRows(trx)
  const first = await idsInTransaction(trx, '', nowMs).reserve('job', tenants.length)
  await insertJobs(
    trx,
    tenants.map(({ id, created_at, access_review_days }, i) => ({
      number: first + i,
      due_at: toStored(endOfPeriod(fromStored(created_at), access_review_days * dayMs, nowMs)),
      kind: 'audit.access_review',
      tenant_id: id,
      object_id: id,
      data: '{}',
    })),
  )
}

function endOfPeriod(beganMs: number, periodMs: number, nowMs: number): number {
  return beganMs + (Math.floor(Math.max(0, nowMs - beganMs) / periodMs) + 1) * periodMs
}
