import type { FiredJob } from '../../../src/control/sandbox-control.ts'
import { type Act, act, tellOf } from '../../calls/act.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { claimJob } from '../../store/due-jobs.ts'
import { fromStored, toAnswer } from '../../store/instants.ts'
import type { DueJobRow, Trx } from '../../store/schema.ts'
import { writeSetting } from '../../store/settings.ts'
import { StorageFault } from '../../store/storage-fault.ts'
import { inSavepoint } from '../../store/store.ts'
import { findTenant } from '../../store/tenants.ts'
import { jobKinds } from './kinds.ts'

/** What is told of jobs that fail: nobody waits for their answer. */
export type ReportBug = (error: unknown, what: string) => void

/**
 * Does one due job at its time, in a transaction of its own with the clock's new state, so that a restart goes on
 * after it. A job that fails is reported and dropped; its rows are undone, and the clock goes on.
 * Null when somebody else has taken it.
 */
export async function fireJob(
  sandbox: Sandbox,
  job: DueJobRow,
  reportBug: ReportBug,
): Promise<FiredJob | null> {
  const fired = await sandbox.commit(async trx => {
    if (!(await claimJob(trx, job.number))) return null
    await writeSetting(trx, 'clock', JSON.stringify(sandbox.clock.state))
    try {
      return await inSavepoint(trx, () => run(sandbox, trx, job))
    } catch (error) {
      // No fault of the job's: it is still due when the disk has room again.
      if (error instanceof StorageFault) throw error
      reportBug(error, `job ${job.kind} of ${job.object_id}`)
      return nothing
    }
  })
  if (fired === null) return null
  await tellOf(sandbox, fired)
  return {
    at: toAnswer(job.due_at),
    kind: job.kind,
    tenant_id: job.tenant_id,
    object_id: job.object_id,
    events: [...fired.emitted],
  }
}

const nothing: Act<void> = { value: undefined, emitted: [], changes: [], erasure: null, dueMs: null }

async function run(sandbox: Sandbox, trx: Trx, job: DueJobRow): Promise<Act<void>> {
  const kind = jobKinds[job.kind]
  if (kind === undefined) throw new Error(`There is no job of the kind ${job.kind}.`)
  const tenant = await findTenant(trx, job.tenant_id)
  if (tenant === undefined) throw new Error(`There is no tenant ${job.tenant_id}.`)
  const key = { id: 'clock', scope: 'secret' } as const
  const actor = { tenant, key, requestId: null, now: fromStored(job.due_at), operation: job.kind }
  return await act(sandbox, trx, actor, ctx =>
    kind.run(ctx, job.object_id, JSON.parse(job.data) as Record<string, unknown>),
  )
}
