import type { FiredJob } from '../../../src/control/sandbox-control.ts'
import { createTurns } from '../../../src/time/turns.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { firstDueJob } from '../../store/due-jobs.ts'
import { fromStored, toStored } from '../../store/instants.ts'
import { untilEnded } from './change-queue.ts'
import { fireJob, type ReportBug } from './fire-job.ts'

/** As many jobs are done in one advance; more would be a job that schedules itself for ever. */
export const mostJobs = 1_000_000

/** How jobs are fired. */
export interface Firing {
  /** Whether the clock goes to the time of each job; else it stays where it is. */
  readonly movesClock: boolean
  /** Makes the webhook attempts that have become due; awaited before the first job and after each. */
  readonly settle: () => Promise<void>
  /** Ends the firing after the job at hand. */
  readonly ended: AbortSignal
  readonly reportBug: ReportBug
}

/**
 * Fires in time order until nothing is due by an instant (sandbox time in milliseconds); each job sees the clock at
 * its own time. Throws the reason of `ended` when it was ended before; what was fired stays so.
 */
export async function fireDueJobs(
  sandbox: Sandbox,
  untilMs: number,
  { movesClock, settle, ended, reportBug }: Firing,
): Promise<FiredJob[]> {
  const { clock, store } = sandbox
  const fired: FiredJob[] = []
  const turns = createTurns()
  await untilEnded(ended, settle)
  while (fired.length < mostJobs) {
    // A transaction ends in the turn of the event loop in which it began, however many of them there are.
    if (turns.isOver) await turns.pass()
    ended.throwIfAborted()
    const job = await store.read(trx => firstDueJob(trx, toStored(untilMs)))
    if (job === undefined) break
    if (movesClock) clock.moveTo(Math.max(clock.now(), fromStored(job.due_at)))
    const done = await fireJob(sandbox, job, reportBug)
    if (done !== null) fired.push(done)
    await untilEnded(ended, settle)
  }
  return fired
}
