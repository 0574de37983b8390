import type { ClockView, FiredJob } from '../../../src/control/sandbox-control.ts'
import { append } from '../../../src/lists/append.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { lastDueAt, pendingJobs } from '../../store/due-jobs.ts'
import { fromStored, toAnswer, toAnswerOrNull, toStored } from '../../store/instants.ts'
import { writeSetting } from '../../store/settings.ts'
import { ChangeQueue, untilEnded } from './change-queue.ts'
import { fireDueJobs, mostJobs } from './fire-due-jobs.ts'
import type { ReportBug } from './fire-job.ts'

/**
 * Where an advance ends: at an instant, after the jobs that are due next, or when none is left but those that recur. An instant that hangs
 * on the present is given by a function of it (both in milliseconds), which is called when the advance has its turn
 * and may throw.
 */
export type Goal =
  | { readonly toMs: number | ((nowMs: number) => number) }
  | { readonly until: 'next' | 'settled' }

export interface AdvanceOptions {
  /** False: webhook attempts are not awaited; they are made while the clock goes on. */
  readonly deliver?: boolean
  /** Ends it after the job at hand: nobody waits for it any more. */
  readonly left?: AbortSignal
}

/**
 * Moves the clock of one sandbox, and does what becomes due. Changes queue: one runs at a time. A change throws
 * `ClockStopped` when the sandbox ends before the change does or nobody waits for it, and the ApiError `sandbox_reset` when a reset comes before its end.
 */
export interface ClockControl {
  view(): Promise<ClockView>
  /** Stops at the present, or at an instant; fires nothing. */
  freeze(atMs: number | null): Promise<FiredJob[]>
  /** Forwards like an advance; back without firing anything, and nothing fires twice. */
  set(ms: number, left?: AbortSignal): Promise<FiredJob[]>
  advance(goal: Goal, options?: AdvanceOptions): Promise<FiredJob[]>
  /** Lets a frozen clock run on from where it stands, or goes back to real time. */
  resume(toRealTime: boolean): Promise<FiredJob[]>
  /** Does what is due by now; for the timer, and after a restart. */
  fireDue(): Promise<FiredJob[]>
  /** Runs what must not meet a change of the clock, after those that were asked for before it; the signal ends it. */
  inTurn<T>(work: (ended: AbortSignal) => Promise<T>): Promise<T>
  /** The same for a reset, which leaves nothing of what runs and waits: that is ended first. */
  takeOver<T>(work: (ended: AbortSignal) => Promise<T>): Promise<T>
  /** Ends what is running after the job at hand, for the sandbox ends. */
  stop(): Promise<void>
}

const nothing = async () => {}

/**
 * The control of a sandbox's clock. `settle` makes the webhook attempts that have become due: an advance awaits
 * them after each job, so that a receiver sees the time at which things happened.
 */
export function createClockControl(
  sandbox: Sandbox,
  reportBug: ReportBug,
  settle: () => Promise<void> = nothing,
): ClockControl {
  return new QueuedClock(sandbox, reportBug, settle)
}

class QueuedClock implements ClockControl {
  readonly #sandbox: Sandbox
  readonly #reportBug: ReportBug
  readonly #settle: () => Promise<void>
  readonly #changes = new ChangeQueue()

  constructor(sandbox: Sandbox, reportBug: ReportBug, settle: () => Promise<void>) {
    this.#sandbox = sandbox
    this.#reportBug = reportBug
    this.#settle = settle
  }

  async view(): Promise<ClockView> {
    const { clock, store } = this.#sandbox
    const { count, nextDueAt } = await store.read(pendingJobs)
    return {
      mode: clock.state.mode,
      now: toAnswer(toStored(clock.now())),
      next_due_at: toAnswerOrNull(nextDueAt),
      pending_jobs: count,
    }
  }

  freeze(atMs: number | null): Promise<FiredJob[]> {
    return this.#changes.take(async () => {
      this.#sandbox.clock.freeze(atMs ?? undefined)
      await this.#save()
      return []
    })
  }

  set(ms: number, left?: AbortSignal): Promise<FiredJob[]> {
    return this.#changes.take(async ended => {
      const { clock } = this.#sandbox
      if (ms >= clock.now()) return await this.#advanceTo(ms, this.#settle, ended)
      clock.moveTo(ms)
      await this.#save()
      return []
    }, left)
  }

  advance(goal: Goal, { deliver = true, left }: AdvanceOptions = {}): Promise<FiredJob[]> {
    const settle = deliver ? this.#settle : nothing
    return this.#changes.take(async ended => {
      if ('toMs' in goal) {
        const { toMs } = goal
        const endMs = typeof toMs === 'number' ? toMs : toMs(this.#sandbox.clock.now())
        return await this.#advanceTo(endMs, settle, ended)
      }
      if (goal.until === 'next') return await this.#advanceToNext(settle, ended)
      return await this.#advanceUntilSettled(settle, ended)
    }, left)
  }

  resume(toRealTime: boolean): Promise<FiredJob[]> {
    return this.#changes.take(async ended => {
      const { clock } = this.#sandbox
      if (toRealTime) clock.followRealTime()
      else clock.resume()
      await this.#save()
      return await this.#fire(clock.now(), false, nothing, ended)
    })
  }

  fireDue(): Promise<FiredJob[]> {
    return this.#changes.take(ended => this.#fire(this.#sandbox.clock.now(), false, nothing, ended))
  }

  inTurn<T>(work: (ended: AbortSignal) => Promise<T>): Promise<T> {
    return this.#changes.take(work)
  }

  takeOver<T>(work: (ended: AbortSignal) => Promise<T>): Promise<T> {
    return this.#changes.takeOver(work)
  }

  stop(): Promise<void> {
    return this.#changes.stop()
  }

  /** Not straight to the end of time: the clock stays where the last job left it. What recurs is never settled. */
  async #advanceUntilSettled(settle: () => Promise<void>, ended: AbortSignal): Promise<FiredJob[]> {
    const fired: FiredJob[] = []
    await untilEnded(ended, settle)
    while (fired.length < mostJobs) {
      const lastAt = await this.#sandbox.store.read(lastDueAt)
      if (lastAt === null) break
      append(fired, await this.#fire(fromStored(lastAt), true, settle, ended))
    }
    await this.#save()
    return fired
  }

  async #advanceTo(toMs: number, settle: () => Promise<void>, ended: AbortSignal): Promise<FiredJob[]> {
    const { clock } = this.#sandbox
    const fired = await this.#fire(toMs, true, settle, ended)
    clock.moveTo(Math.max(clock.now(), toMs))
    await this.#save()
    return fired
  }

  async #advanceToNext(settle: () => Promise<void>, ended: AbortSignal): Promise<FiredJob[]> {
    const { clock, store } = this.#sandbox
    await untilEnded(ended, settle)
    const { nextDueAt } = await store.read(pendingJobs)
    if (nextDueAt === null) return []
    return await this.#advanceTo(Math.max(clock.now(), fromStored(nextDueAt)), settle, ended)
  }

  #fire(untilMs: number, movesClock: boolean, settle: () => Promise<void>, ended: AbortSignal) {
    return fireDueJobs(this.#sandbox, untilMs, { movesClock, settle, ended, reportBug: this.#reportBug })
  }

  #save(): Promise<unknown> {
    const { clock, store } = this.#sandbox
    return store.write(trx => writeSetting(trx, 'clock', JSON.stringify(clock.state)))
  }
}
