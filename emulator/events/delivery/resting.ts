/** Endpoints that rest for a while, rather than to be sent the same at once, and again. */
export class Resting {
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #restMs: number
  readonly #onRested: () => void

  constructor(restMs: number, onRested: () => void) {
    this.#restMs = restMs
    this.#onRested = onRested
  }

  has(endpoint: string): boolean {
    return this.#timers.has(endpoint)
  }

  add(endpoint: string): void {
    const end = () => {
      this.#timers.delete(endpoint)
      this.#onRested()
    }
    this.#timers.set(endpoint, setTimeout(end, this.#restMs).unref())
  }

  /** Forgets all of them, without a word. */
  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }
}
