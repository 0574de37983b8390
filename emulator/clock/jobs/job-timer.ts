import type { Sandbox } from '../../sandbox/sandbox.ts'
import { pendingJobs } from '../../store/due-jobs.ts'
import { fromStored } from '../../store/instants.ts'
import { StorageFault } from '../../store/storage-fault.ts'
import { type ClockControl, ClockStopped } from './clock-control.ts'

/** The longest that a timer of Node can wait. */
const longestTimerMs = 2 ** 31 - 1

/** How long a clock waits whose jobs could not be written down. */
const storageRetryMs = 1_000

/**
 * Wakes a running clock when its next job is due; a frozen clock sleeps. What became due while nothing ran is done
 * at once. `check` is to be called after the clock was changed. Gives what ends it.
 */
export function startJobTimer(
  sandbox: Sandbox,
  control: ClockControl,
  reportBug: (error: unknown) => void,
): { check(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined
  let timerDueMs = Number.POSITIVE_INFINITY
  let running: Promise<void> = Promise.resolve()
  let stopped = false

  const wakeAt = (dueMs: number) => {
    if (stopped || sandbox.clock.state.mode === 'frozen' || dueMs >= timerDueMs) return
    clearTimeout(timer)
    timerDueMs = dueMs
    const waitMs = Math.min(Math.max(0, dueMs - sandbox.clock.now()), longestTimerMs)
    timer = setTimeout(check, waitMs).unref()
  }
  const check = () => {
    clearTimeout(timer)
    timerDueMs = Number.POSITIVE_INFINITY
    running = running.then(fireAndSleep).catch(error => {
      if (error instanceof StorageFault) tryAgain()
      else if (!(error instanceof ClockStopped)) reportBug(error)
    })
  }
  /** What is due stays due: it is done when the data can be written again. */
  const tryAgain = () => {
    if (stopped) return
    clearTimeout(timer)
    timer = setTimeout(check, storageRetryMs).unref()
  }
  const fireAndSleep = async () => {
    if (stopped || sandbox.clock.state.mode === 'frozen') return
    await control.fireDue()
    const { nextDueAt } = await sandbox.store.read(pendingJobs)
    if (nextDueAt !== null) wakeAt(fromStored(nextDueAt))
  }
  sandbox.onWake(wakeAt)
  check()
  return {
    check,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
