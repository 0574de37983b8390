import type { FleetSandbox } from './fleet-sandbox.ts'

type Expiring = Pick<FleetSandbox, 'id' | 'expiresMs'>

const longestTimerMs = 2 ** 31 - 1

/** Tells when the time of a fork is over. Timers keep no process alive. */
export class ForkTimers {
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #expire: (id: string) => void

  constructor(expire: (id: string) => void) {
    this.#expire = expire
  }

  /** Waits for the end of a fork, if it has one. */
  start({ id, expiresMs }: Expiring): void {
    if (expiresMs === null) return
    const waitMs = Math.max(0, expiresMs - Date.now())
    const next = () => (expiresMs <= Date.now() ? this.#expire(id) : this.start({ id, expiresMs }))
    this.#timers.set(id, setTimeout(next, Math.min(waitMs, longestTimerMs)).unref())
  }

  stop(id: string): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
  }

  stopAll(): void {
    for (const id of [...this.#timers.keys()]) this.stop(id)
  }
}
