/** All times of the data sets lie on these: five minutes. */
const cellMs = 300_000

/** How many cells are remembered: ten days, more than the longest booking with its buffers needs. */
const cells = (10 * 86_400_000) / cellMs

/**
 * Units that are taken of one resource, buffers included, in a window that moves with the days. A booking fits where
 * the units of all blocked intervals stay within the capacity: what `scheduling/busy.ts` asks, in cells.
 */
export class Taken {
  readonly #capacity: number
  readonly #units = new Uint16Array(cells)

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Whether so many more units fit into the whole interval. */
  fits(fromMs: number, toMs: number, units: number): boolean {
    for (let cell = fromMs / cellMs; cell < toMs / cellMs; cell++) {
      if ((this.#units[cell % cells] ?? 0) + units > this.#capacity) return false
    }
    return true
  }

  take(fromMs: number, toMs: number, units: number): void {
    for (let cell = fromMs / cellMs; cell < toMs / cellMs; cell++) {
      this.#units[cell % cells] = (this.#units[cell % cells] ?? 0) + units
    }
  }

  /** Forgets an interval that lies behind, so that its cells serve days to come. */
  forget(fromMs: number, toMs: number): void {
    const first = (fromMs / cellMs) % cells
    const count = (toMs - fromMs) / cellMs
    this.#units.fill(0, first, first + count)
    // What goes beyond the end of the ring begins anew at its start.
    this.#units.fill(0, 0, Math.max(0, first + count - cells))
  }
}
