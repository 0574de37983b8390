/** Something of the run's that blocks a resource for a time. */
export interface Block {
  readonly booking: number
  readonly startMs: number
  readonly endMs: number
  readonly units: number
}

/** What the run has put on one resource, by start, so that whoever stands in a time is found quickly. */
export class Timeline {
  readonly #blocks: Block[] = []
  #longestMs = 0

  /** The block so many places behind the first that starts at the instant or later; undefined where there is none. */
  near(instantMs: number, offset: number): Block | undefined {
    return this.#blocks[this.#firstAt(instantMs) + offset]
  }

  add(block: Block): void {
    this.#blocks.splice(this.#firstAt(block.startMs), 0, block)
    this.#longestMs = Math.max(this.#longestMs, block.endMs - block.startMs)
  }

  remove(booking: number, startMs: number): void {
    for (let at = this.#firstAt(startMs); at < this.#blocks.length; at++) {
      if (this.#blocks[at]?.booking !== booking) continue
      this.#blocks.splice(at, 1)
      return
    }
    throw new Error(`Booking ${booking} is not on the resource.`)
  }

  /** Whoever blocks some of the half-open time, but for one booking. */
  meeting(startMs: number, endMs: number, except: number): Block[] {
    const met: Block[] = []
    for (let at = this.#firstAt(startMs - this.#longestMs); at < this.#blocks.length; at++) {
      const block = this.#blocks[at] as Block
      if (block.startMs >= endMs) break
      if (block.endMs > startMs && block.booking !== except) met.push(block)
    }
    return met
  }

  /** Whether nobody but one booking blocks any of the time. */
  isEmpty(startMs: number, endMs: number, except: number): boolean {
    for (let at = this.#firstAt(startMs - this.#longestMs); at < this.#blocks.length; at++) {
      const block = this.#blocks[at] as Block
      if (block.startMs >= endMs) return true
      if (block.endMs > startMs && block.booking !== except) return false
    }
    return true
  }

  /** The place of the first block that starts at the instant or later. */
  #firstAt(startMs: number): number {
    let low = 0
    let high = this.#blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#blocks[middle] as Block).startMs < startMs) low = middle + 1
      else high = middle
    }
    return low
  }
}
