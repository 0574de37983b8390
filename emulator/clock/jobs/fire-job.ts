import type { FiredJob } from '../../../src/control/sandbox-control.ts'
import { openContext } from '../../rules/context/open-context.ts'
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
  const events: string[] = []
  const fired = await sandbox.commit(async trx => {
    if (!(await claimJob(trx, job.number))) return false
    await writeSetting(trx, 'clock', JSON.stringify(sandbox.clock.state))
    try {
      await inSavepoint(trx, () => run(sandbox, trx, job, events))
    } catch (error) {
      // No fault of the job's: it is still due when the disk has room again.
      if (error instanceof StorageFault) throw error
      events.length = 0
      reportBug(error, `job ${job.kind} of ${job.object_id}`)
    }
    return true
  })
  if (!fired) return null
  return {
    at: toAnswer(job.due_at),
    kind: job.kind,
    tenant_id: job.tenant_id,
    object_id: job.object_id,
    events,
  }
}

async function run(sandbox: Sandbox, trx: Trx, job: DueJobRow, events: string[]): Promise<void> {
  const handler = jobKinds[job.kind]
  if (handler === undefined) throw new Error(`There is no job of the kind ${job.kind}.`)
  const tenant = await findTenant(trx, job.tenant_id)
  if (tenant === undefined) throw new Error(`There is no tenant ${job.tenant_id}.`)
  const actor = {
    tenant,
    key: { id: 'clock', scope: 'secret' },
    seed: sandbox.seed,
    now: fromStored(job.due_at),
    requestId: null,
    allowsWebhooksTo: sandbox.allowsWebhooksTo,
    ifMatch: null,
    page: null,
    onSchedule: sandbox.wake,
  } as const
  const ctx = openContext(actor, trx)
  const emit: typeof ctx.emit = async (type, object, siblings) => {
    events.push(type)
    await ctx.emit(type, object, siblings)
  }
  await handler({ ...ctx, emit }, job.object_id, JSON.parse(job.data) as Record<string, unknown>)
}
