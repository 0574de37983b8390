import type { Sandbox } from '../../sandbox/sandbox.ts'
import { firstDueAt } from '../../store/due-jobs.ts'
import { fromStored } from '../../store/instants.ts'
import { StorageFault } from '../../store/storage-fault.ts'
import { callAt } from '../time/call-at.ts'
import { ClockStopped, isSandboxReset } from './change-queue.ts'
import type { ClockControl } from './clock-control.ts'

/** How long a clock waits whose jobs could not be written down. */
const storageRetryMs = 1_000

/**
 * Wakes a running clock when its next job is due; a frozen clock sleeps. What became due while nothing ran is done
 * at once.
 */
export interface JobTimer {
  /** To be called after the clock was changed. */
  check(): void
  stop(): Promise<void>
}

/** Starts the timer of a sandbox. */
export function startJobTimer(
  sandbox: Sandbox,
  control: ClockControl,
  reportBug: (error: unknown) => void,
): JobTimer {
  const timer = new AlarmClock(sandbox, control, reportBug)
  timer.check()
  return timer
}

class AlarmClock implements JobTimer {
  readonly #sandbox: Sandbox
  readonly #control: ClockControl
  readonly #reportBug: (error: unknown) => void
  /** When it wakes (sandbox time in milliseconds), and what keeps it from waking; null while nothing is ahead. */
  #alarm: { readonly dueMs: number; readonly cancel: () => void } | null = null
  #firing: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(sandbox: Sandbox, control: ClockControl, reportBug: (error: unknown) => void) {
    this.#sandbox = sandbox
    this.#control = control
    this.#reportBug = reportBug
    sandbox.onWake(dueMs => this.#wakeAt(dueMs))
  }

  check(): void {
    this.#cancelAlarm()
    this.#firing = this.#firing.then(() => this.#fireAndSleep()).catch(error => this.#onFailure(error))
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancelAlarm()
    await this.#firing
  }

  async #fireAndSleep(): Promise<void> {
    if (!this.#isAwake()) return
    await this.#control.fireDue()
    const dueAt = await this.#sandbox.store.read(firstDueAt)
    if (dueAt !== null) this.#wakeAt(fromStored(dueAt))
  }

  #wakeAt(dueMs: number): void {
    if (!this.#isAwake() || (this.#alarm !== null && this.#alarm.dueMs <= dueMs)) return
    this.#cancelAlarm()
    const cancel = callAt(dueMs, this.#sandbox.clock.now, () => this.check())
    this.#alarm = { dueMs, cancel }
  }

  /** What is due stays due: it is done when the data can be written again. */
  #tryAgain(): void {
    if (!this.#isAwake()) return
    this.#cancelAlarm()
    const timer = setTimeout(() => this.check(), storageRetryMs).unref()
    this.#alarm = { dueMs: this.#sandbox.clock.now(), cancel: () => clearTimeout(timer) }
  }

  #cancelAlarm(): void {
    this.#alarm?.cancel()
    this.#alarm = null
  }

  #isAwake(): boolean {
    return !this.#isStopped && this.#sandbox.clock.state.mode !== 'frozen'
  }

  #onFailure(error: unknown): void {
    // The fresh rows after a reset have jobs of their own.
    if (isSandboxReset(error)) this.check()
    else if (error instanceof StorageFault) this.#tryAgain()
    else if (!(error instanceof ClockStopped)) this.#reportBug(error)
  }
}
