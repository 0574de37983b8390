import { callAt } from '../clock/time/call-at.ts'
import type { FleetSandbox } from './fleet-sandbox.ts'

type Expiring = Pick<FleetSandbox, 'id' | 'expiresMs'>

/** Tells when the time of a fork is over, in real time. Timers keep no process alive. */
export class ForkTimers {
  readonly #cancels = new Map<string, () => void>()
  readonly #expire: (id: string) => void

  constructor(expire: (id: string) => void) {
    this.#expire = expire
  }

  /** Waits for the end of a fork, if it has one. */
  start({ id, expiresMs }: Expiring): void {
    if (expiresMs !== null)
      this.#cancels.set(
        id,
        callAt(expiresMs, Date.now, () => this.#expire(id)),
      )
  }

  stop(id: string): void {
    this.#cancels.get(id)?.()
    this.#cancels.delete(id)
  }

  stopAll(): void {
    for (const id of [...this.#cancels.keys()]) this.stop(id)
  }
}
