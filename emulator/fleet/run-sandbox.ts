import { type ClockControl, createClockControl } from '../clock/jobs/clock-control.ts'
import { type JobTimer, startJobTimer } from '../clock/jobs/job-timer.ts'
import { type Delivery, type DeliveryOptions, startDelivery } from '../events/delivery/delivery.ts'
import { type Optimizer, startOptimizer } from '../optimizer/optimizer.ts'
import { closeAll } from '../sandbox/close-all.ts'
import { flush, flushRegularly } from '../sandbox/flush.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Making, WholeDatabase } from '../store/store.ts'
import { type Progress, Progresses } from './progress.ts'
import type { Replaceable } from './replace-world.ts'
import { restoreSandbox } from './restore-sandbox.ts'
import {
  type ResetGoal,
  resetSandbox,
  type SeededObjects,
  type Seeding,
  seedRunning,
} from './seed-sandbox.ts'

const noTimer: JobTimer = { check() {}, async stop() {} }

const noDelivery: Delivery = { async settle() {}, pausedFor: change => change(), async stop() {} }

const noOptimizer: Optimizer = { pausedFor: change => change(), async settled() {}, async stop() {} }

export interface RunOptions {
  /** Nothing happens by itself. */
  readonly idle?: boolean
  /** How webhooks are sent, and sent again; as the service does by default. */
  readonly webhooks?: Partial<Omit<DeliveryOptions, 'reportBug'>> | undefined
}

/** A sandbox whose clock and log work on their own. */
export interface Running {
  readonly control: ClockControl
  /** To be called after the clock was changed: what is due when may be another. */
  onClockChange(): void
  /** What is being made now, and how far it is; null when nothing is. */
  progress(): Progress | null
  /**
   * Goes back to fresh seeded data, changed as told, and another clock, in one step; keys stay. Nothing is left
   * of an advance or a seed that runs, or of what waits for it: they are ended first, and throw `sandbox_reset`.
   * `goal` is called when nothing else runs.
   */
  reset(database: WholeDatabase, goal: () => ResetGoal, ended?: AbortSignal): Promise<void>
  /**
   * Writes data into the sandbox, or in the place of all that is there. It waits for an advance that runs, because
   * the clock stays where that leads.
   */
  seed(database: WholeDatabase, seeding: Seeding, ended?: AbortSignal): Promise<SeededObjects>
  /**
   * Goes on from the snapshot in a file of the newest schema. It waits for an advance that runs: a file may turn out
   * to be damaged, and then the advance must not have been ended for nothing.
   */
  restore(database: WholeDatabase, path: string, ended?: AbortSignal): Promise<void>
  /** Ends what is running and the timers, after the last flush. */
  stop(): Promise<void>
}

/**
 * Starts what a sandbox does by itself: jobs when they are due, and the flushing of log and buckets. An idle one does
 * nothing by itself.
 */
export function runSandbox(
  sandbox: Sandbox,
  reportBug: (error: unknown, what: string) => void,
  { idle = false, webhooks = {} }: RunOptions = {},
): Running {
  const delivery = idle
    ? noDelivery
    : startDelivery(sandbox, {
        profile: 'spec',
        ...webhooks,
        reportBug: error => reportBug(error, 'the delivery of webhooks'),
      })
  const control = createClockControl(sandbox, reportBug, () => delivery.settle())
  const timer = idle ? noTimer : startJobTimer(sandbox, control, error => reportBug(error, 'the clock'))
  const optimizer = idle
    ? noOptimizer
    : startOptimizer(sandbox, { reportBug: error => reportBug(error, 'a schedule optimization') })
  const stopFlushing = idle
    ? () => flush(sandbox)
    : flushRegularly(sandbox, error => reportBug(error, 'the request log'))
  const progresses = new Progresses()
  const replaceable = (database: WholeDatabase): Replaceable => ({
    sandbox,
    database,
    async paused(swap) {
      await optimizer.pausedFor(() => delivery.pausedFor(swap))
      // Whoever follows the log looks again.
      sandbox.committed()
    },
  })
  /** What the turn ends, and whoever asked for it. */
  const making =
    <T>(what: Progress['what'], asked: AbortSignal | undefined, make: (making: Making) => Promise<T>) =>
    (turn: AbortSignal) => {
      const ended = asked === undefined ? turn : AbortSignal.any([turn, asked])
      ended.throwIfAborted()
      return progresses.of(what, onProgress => make({ ended, onProgress }))
    }
  return {
    control,
    onClockChange: () => timer.check(),
    progress: () => progresses.current,
    reset: (database, goal, ended) =>
      control.takeOver(making('reset', ended, making => resetSandbox(replaceable(database), goal(), making))),
    seed: (database, seeding, ended) =>
      control.inTurn(making('seed', ended, making => seedRunning(replaceable(database), seeding, making))),
    restore: (database, path, ended) =>
      control.inTurn(making('restore', ended, making => restoreSandbox(replaceable(database), path, making))),
    stop: () =>
      closeAll([
        () => control.stop(),
        () => timer.stop(),
        () => optimizer.stop(),
        () => delivery.stop(),
        stopFlushing,
      ]),
  }
}
