import type { ClockView, FiredJob } from '../../../src/control/sandbox-control.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { firstDueJob, pendingJobs } from '../../store/due-jobs.ts'
import { fromStored, toAnswer, toAnswerOrNull, toStored } from '../../store/instants.ts'
import { writeSetting } from '../../store/settings.ts'
import { fireJob, type ReportBug } from './fire-job.ts'

/** Where an advance ends: at an instant, after the jobs that are due next, or when none is left. */
export type Goal = { readonly toMs: number } | { readonly until: 'next' | 'settled' }

export interface AdvanceOptions {
  /** False: webhook attempts are not awaited; they are made while the clock goes on. */
  readonly deliver?: boolean
}

/** Moves the clock of one sandbox, and does what becomes due. Changes queue: one runs at a time. */
export interface ClockControl {
  view(): Promise<ClockView>
  /** Stops at the present, or at an instant; fires nothing. */
  freeze(atMs: number | null): Promise<FiredJob[]>
  /** Forwards like an advance; back without firing anything, and nothing fires twice. */
  set(ms: number): Promise<FiredJob[]>
  advance(goal: Goal, options?: AdvanceOptions): Promise<FiredJob[]>
  /** Lets a frozen clock run on from where it stands, or goes back to real time. */
  resume(toRealTime: boolean): Promise<FiredJob[]>
  /** Does what is due by now; for the timer, and after a restart. */
  fireDue(): Promise<FiredJob[]>
  /** Runs what must not meet a change of the clock: after those that were asked for before it. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** Ends what is running after the job at hand, for the sandbox ends; each change then throws `ClockStopped`. */
  stop(): Promise<void>
}

/** Thrown by changes of a clock whose sandbox ends. What they have done is kept. */
export class ClockStopped extends Error {
  override readonly name = 'ClockStopped'
}

const endOfTimeMs = Date.UTC(9999, 11, 31, 23, 59, 59)

/** As many jobs are done in one advance; more would be a job that schedules itself for ever. */
const mostJobs = 1_000_000

/**
 * The control of a sandbox's clock. `settle` makes the webhook attempts that have become due: an advance awaits
 * them after each job, so that a receiver sees the time at which things happened.
 */
export function createClockControl(
  sandbox: Sandbox,
  reportBug: ReportBug,
  settle: () => Promise<void> = async () => {},
): ClockControl {
  const { clock, store } = sandbox
  let queue: Promise<unknown> = Promise.resolve()
  let stopped = false
  const goOn = () => {
    if (stopped) throw new ClockStopped('The sandbox ends')
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(() => {
      goOn()
      return work()
    })
    queue = result.catch(() => undefined)
    return result
  }
  const save = () => store.write(trx => writeSetting(trx, 'clock', JSON.stringify(clock.state)))

  /** Fires in time order until nothing is due by `untilMs`; each job sees the clock at its own time. */
  async function fireUntil(untilMs: number, moves: boolean, deliver = false): Promise<FiredJob[]> {
    const fired: FiredJob[] = []
    if (deliver) await settle()
    while (fired.length < mostJobs) {
      goOn()
      const job = await store.read(trx => firstDueJob(trx, toStored(untilMs)))
      if (job === undefined) break
      if (moves) clock.moveTo(Math.max(clock.now(), fromStored(job.due_at)))
      const done = await fireJob(sandbox, job, reportBug)
      if (done !== null) fired.push(done)
      if (deliver) await settle()
    }
    return fired
  }

  async function advanceTo(toMs: number, deliver: boolean): Promise<FiredJob[]> {
    const fired = await fireUntil(toMs, true, deliver)
    clock.moveTo(Math.max(clock.now(), toMs))
    await save()
    return fired
  }

  async function untilNext(deliver: boolean): Promise<FiredJob[]> {
    if (deliver) await settle()
    const { nextDueAt } = await store.read(pendingJobs)
    return nextDueAt === null ? [] : await advanceTo(Math.max(clock.now(), fromStored(nextDueAt)), deliver)
  }

  return {
    async view() {
      const { count, nextDueAt } = await store.read(pendingJobs)
      return {
        mode: clock.state.mode,
        now: toAnswer(toStored(clock.now())),
        next_due_at: toAnswerOrNull(nextDueAt),
        pending_jobs: count,
      }
    },
    freeze: atMs =>
      inTurn(async () => {
        clock.freeze(atMs ?? undefined)
        await save()
        return []
      }),
    set: ms =>
      inTurn(async () => {
        if (ms >= clock.now()) return await advanceTo(ms, true)
        clock.moveTo(ms)
        await save()
        return []
      }),
    advance: (goal, { deliver = true } = {}) =>
      inTurn(async () => {
        if ('toMs' in goal) return await advanceTo(goal.toMs, deliver)
        if (goal.until === 'next') return await untilNext(deliver)
        // Not straight to the end of time: the clock stays where the last job left it.
        const fired = await fireUntil(endOfTimeMs, true, deliver)
        await save()
        return fired
      }),
    resume: toRealTime =>
      inTurn(async () => {
        if (toRealTime) clock.followRealTime()
        else clock.resume()
        await save()
        return await fireUntil(clock.now(), false)
      }),
    fireDue: () => inTurn(() => fireUntil(clock.now(), false)),
    inTurn,
    async stop() {
      stopped = true
      await queue
    },
  }
}
