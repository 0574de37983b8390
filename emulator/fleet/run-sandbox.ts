import { type ClockControl, createClockControl } from '../clock/jobs/clock-control.ts'
import { type JobTimer, startJobTimer } from '../clock/jobs/job-timer.ts'
import { type Delivery, type DeliveryOptions, startDelivery } from '../events/delivery/delivery.ts'
import { closeAll } from '../sandbox/close-all.ts'
import { flush, flushRegularly } from '../sandbox/flush.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { WholeDatabase } from '../store/store.ts'
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
  /**
   * Goes back to fresh seeded data, changed as told, and another clock, in one transaction; keys stay. Nothing is left
   * of an advance that runs, or of what waits for it: they are ended first, and throw `sandbox_reset`. `goal` is
   * called when nothing else runs.
   */
  reset(goal: () => ResetGoal): Promise<void>
  /**
   * Writes data into the sandbox, or in the place of all that is there. It waits for an advance that runs, because
   * the clock stays where that leads.
   */
  seed(seeding: Seeding): Promise<SeededObjects>
  /**
   * Goes on from the snapshot in a file of the newest schema. It waits for an advance that runs: a file may turn out
   * to be damaged, and then the advance must not have been ended for nothing.
   */
  restore(database: WholeDatabase, path: string): Promise<void>
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
  const stopFlushing = idle
    ? () => flush(sandbox)
    : flushRegularly(sandbox, error => reportBug(error, 'the request log'))
  /** Nothing is sent meanwhile, and whoever follows the log looks again afterwards. */
  const replacing = async <T>(change: () => Promise<T>): Promise<T> => {
    const result = await delivery.pausedFor(change)
    sandbox.committed()
    return result
  }
  return {
    control,
    onClockChange: () => timer.check(),
    reset: goal => control.takeOver(() => replacing(() => resetSandbox(sandbox, goal()))),
    seed: seeding => control.inTurn(() => replacing(() => seedRunning(sandbox, seeding))),
    restore: (database, path) =>
      control.inTurn(() => replacing(() => restoreSandbox(sandbox, database, path))),
    stop: () => closeAll([() => control.stop(), () => timer.stop(), () => delivery.stop(), stopFlushing]),
  }
}
