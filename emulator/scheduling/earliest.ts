/** Up to which instant something is of interest; it may come nearer while one works. */
export interface Bound {
  /** Epoch milliseconds; exclusive. */
  readonly untilMs: number
}

/** The first items by start of as many as may come, without ever holding more than twice the limit. */
export class Earliest<Item> implements Bound {
  readonly #limit: number
  readonly #startOf: (item: Item) => number
  readonly #tie: (a: Item, b: Item) => number
  #items: Item[] = []
  #untilMs = Number.POSITIVE_INFINITY

  /** `tie` orders items of one start; by default they stay in the order in which they came. */
  constructor(limit: number, startOf: (item: Item) => number, tie: (a: Item, b: Item) => number = () => 0) {
    this.#limit = limit
    this.#startOf = startOf
    this.#tie = tie
  }

  /**
   * Infinite while everything fits. Otherwise the earliest instant known so far before which not too many items start:
   * what starts there or later is not taken any more.
   */
  get untilMs(): number {
    return this.#untilMs
  }

  add(item: Item): void {
    if (this.#startOf(item) >= this.#untilMs) return
    this.#items.push(item)
    if (this.#items.length >= 2 * this.#limit) this.#cut()
  }

  /** The items in order, at most the limit; after this `untilMs` is final. */
  inOrder(): readonly Item[] {
    this.#cut()
    return this.#items
  }

  #cut(): void {
    const order = (a: Item, b: Item) => this.#startOf(a) - this.#startOf(b) || this.#tie(a, b)
    const sorted = this.#items.toSorted(order)
    const excess = sorted[this.#limit]
    if (excess !== undefined) this.#untilMs = this.#startOf(excess)
    this.#items = excess === undefined ? sorted : sorted.filter(item => this.#startOf(item) < this.#untilMs)
  }
}
