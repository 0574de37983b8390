/** Those who wait until everything up to some event has been tried. */
export class Waiters {
  readonly #waiting = new Set<{ readonly upTo: number; readonly settle: () => void }>()

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** Settles once everything up to an event, this one included, is done. */
  passed(upTo: number): Promise<void> {
    return new Promise(settle => this.#waiting.add({ upTo, settle }))
  }

  /** Tells them that everything before an event is done. */
  reached(eventNumber: number): void {
    for (const waiter of this.#waiting) {
      if (waiter.upTo >= eventNumber) continue
      this.#waiting.delete(waiter)
      waiter.settle()
    }
  }
}
