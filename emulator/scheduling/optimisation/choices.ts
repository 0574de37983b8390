import type { FixedWorld } from './fixed-world.ts'
import { durationMsOf, type Place, type Problem, type ProblemBooking } from './problem.ts'

/** Asks whether a resource has room for a booking's further group, as all others stand. */
export type HasRoom = (resource: number, startMs: number, endMs: number) => boolean

/**
 * Where bookings could go, beside what is fixed. Bookings that need the same are asked about once, so that a thousand of
 * them take no more than their services.
 */
export class Choices {
  readonly #problem: Problem
  readonly #world: FixedWorld
  readonly #kinds: readonly string[]
  readonly #starts = new Map<string, readonly number[]>()
  readonly #others = new Map<string, boolean>()

  constructor(problem: Problem, world: FixedWorld) {
    this.#problem = problem
    this.#world = world
    const numbers = new Map<string, string>()
    this.#kinds = problem.bookings.map(({ terms, durations, groups, units, locationId }) => {
      const text = JSON.stringify([terms, durations, groups, units, locationId])
      if (!numbers.has(text)) numbers.set(text, String(numbers.size))
      return numbers.get(text) as string
    })
  }

  /** What a booking needs, as a word: those with the same one may trade places. */
  kindOf(index: number): string {
    return this.#kinds[index] as string
  }

  /** Who could be a booking's first resource. */
  firstsOf(index: number): readonly number[] {
    return this.#booking(index).groups[0]?.resources ?? []
  }

  /** Starts, ascending, at which a first resource could serve a booking. */
  startsOf(index: number, first: number): readonly number[] {
    if (!this.firstsOf(index).includes(first)) return []
    if (!this.#problem.movable) return this.#ownStart(index, first)
    const key = `${this.kindOf(index)} ${first}`
    let starts = this.#starts.get(key)
    if (starts === undefined) {
      const asked = this.#world.startsToChoose(this.#booking(index), first)
      starts = asked.filter(startMs => this.#couldServe(index, first, startMs))
      this.#starts.set(key, starts)
    }
    // Rules of choosing a start do not bind where it stays.
    const [own] = this.#ownStart(index, first)
    const at = own === undefined ? -1 : starts.findIndex(start => start >= own)
    if (own === undefined || starts[at] === own) return starts
    return at === -1 ? [...starts, own] : starts.toSpliced(at, 0, own)
  }

  /** A place at a start with a first resource: further ones stay where they can, else the first that has room. */
  placeAt(index: number, first: number, startMs: number, hasRoom: HasRoom): Place | null {
    const booking = this.#booking(index)
    const endMs = startMs + durationMsOf(booking, first)
    const chosen = [first]
    const choose = (groupIndex: number): boolean => {
      const group = booking.groups[groupIndex]
      if (group === undefined) return true
      for (const resource of this.#inOrder(booking, groupIndex)) {
        if (chosen.includes(resource)) continue
        if (!this.couldServeGroup(index, groupIndex, resource, startMs, endMs)) continue
        if (!hasRoom(resource, startMs, endMs)) continue
        chosen.push(resource)
        if (choose(groupIndex + 1)) return true
        chosen.pop()
      }
      return false
    }
    return choose(1) ? { startMs, resources: chosen } : null
  }

  /** Whether a resource could serve a further group, beside what is fixed. */
  couldServeGroup(
    index: number,
    groupIndex: number,
    resource: number,
    startMs: number,
    endMs: number,
  ): boolean {
    const key = `${this.kindOf(index)} ${groupIndex} ${resource} ${startMs} ${endMs}`
    let could = this.#others.get(key)
    if (could === undefined) {
      could = this.#world.couldServe(this.#booking(index), groupIndex, resource, startMs, endMs)
      this.#others.set(key, could)
    }
    return could
  }

  #ownStart(index: number, first: number): readonly number[] {
    const { startMs } = this.#booking(index).current
    return startMs >= this.#problem.nowMs && this.#couldServe(index, first, startMs) ? [startMs] : []
  }

  #couldServe(index: number, first: number, startMs: number): boolean {
    const booking = this.#booking(index)
    return this.#world.couldServe(booking, 0, first, startMs, startMs + durationMsOf(booking, first))
  }

  #inOrder(booking: ProblemBooking, groupIndex: number): readonly number[] {
    const { group, resources } = booking.groups[groupIndex] as ProblemBooking['groups'][number]
    const own = booking.current.serving.find(serving => serving.group === group)?.resource
    if (own === undefined || !resources.includes(own)) return resources
    return [own, ...resources.filter(resource => resource !== own)]
  }

  #booking(index: number): ProblemBooking {
    return this.#problem.bookings[index] as ProblemBooking
  }
}
