/** Tells one who works that there is more to do. A knock that comes while nobody waits is remembered. */
export class Knocks {
  #next = Promise.withResolvers<void>()
  #isKnocked = false

  knock(): void {
    this.#isKnocked = true
    this.#next.resolve()
    this.#next = Promise.withResolvers()
  }

  /** Whether somebody knocked since the last `hear`. */
  get isKnocked(): boolean {
    return this.#isKnocked
  }

  /** Forgets knocks: whoever looks for work now has heard them. */
  hear(): void {
    this.#isKnocked = false
  }

  /** Settles at the next knock. */
  get next(): Promise<void> {
    return this.#next.promise
  }
}
