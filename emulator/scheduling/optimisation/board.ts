import { type Interval, overlaps } from '../intervals.ts'
import { peakUnits } from '../load.ts'
import type { FixedWorld } from './fixed-world.ts'
import type { Place, Problem, ProblemBooking, Schedule, Score } from './problem.ts'
import { busyOf, firstResources } from './score.ts'
import type { CostTable } from './soft-costs.ts'
import { normalised, type Taken, takenBy } from './taken.ts'
import { type Block, Timeline } from './timeline.ts'

/** Something limited that a booking counts towards. */
interface Limited {
  readonly key: string
  readonly fixed: number
  readonly weight: number
  readonly limit: number
  /** Whether the limit binds the booking, once it is moved. */
  readonly binds: boolean
}

/**
 * A schedule in the making, with its score kept up to date: what the search plays on. A place is only taken when it is
 * free, so whatever stands on the board keeps the rules, but for bookings that broke one from the beginning and stay.
 */
export class Board {
  readonly problem: Problem
  readonly #world: FixedWorld
  readonly #costs: CostTable
  readonly #places: (Place | null)[]
  readonly #taken: Taken[]
  readonly #own: number[]
  readonly #timelines: Timeline[]
  readonly #firsts: ReadonlySet<number>
  /** Starts less ends of blocked time, by resource and instant; what is above 0 counts as fragmentation. */
  readonly #edges: Map<number, number>[]
  readonly #minutes: number[]
  /** What counts towards each limit, and how many of those that count are bound by it. */
  readonly #counts = new Map<string, number>()
  readonly #bound = new Map<string, number>()
  readonly #hasLimits: boolean
  /** Bookings that may stay where they are beside what is fixed. */
  readonly #couldStay: boolean[]
  /** Those that break a rule where they stand, as long as they stay. */
  readonly #broken: Set<number>
  readonly #brokenAtHome: ReadonlySet<number>
  /** A booking that stands nowhere for a moment; -1: none. */
  #lifted = -1
  #ownSum = 0
  #fragments = 0

  constructor(problem: Problem, world: FixedWorld, costs: CostTable) {
    const { bookings, resources } = problem
    this.problem = problem
    this.#world = world
    this.#costs = costs
    this.#places = bookings.map(() => null)
    this.#taken = bookings.map(booking => takenBy(booking, null))
    this.#own = bookings.map(() => 0)
    this.#timelines = resources.map(() => new Timeline())
    this.#edges = resources.map(() => new Map())
    this.#minutes = resources.map(() => 0)
    this.#firsts = firstResources(problem)
    this.#hasLimits =
      bookings.some(({ terms }) => terms.maxPerDay !== null) ||
      resources.some(({ calendar }) => calendar.maxBookingsPerDay !== null || calendar.capacity > 1)
    for (const resource of this.#firsts)
      for (const { startMs, endMs, bufferBeforeMs, bufferAfterMs } of busyOf(problem, resource))
        this.#mark(resource, { startMs: startMs - bufferBeforeMs, endMs: endMs + bufferAfterMs }, 1)
    for (let index = 0; index < bookings.length; index++) this.#put(index, null)
    this.#couldStay = bookings.map(booking => world.couldStay(booking))
    this.#broken = new Set([...bookings.keys()].filter(index => !this.#keepsRules(index)))
    this.#brokenAtHome = new Set(this.#broken)
  }

  get score(): Score {
    const { weights, pinned } = this.problem
    const soft = this.#ownSum + this.#fragments * weights.fragmentation + this.#peak() * weights.imbalance
    return { hard: pinned.length, medium: this.#broken.size, soft }
  }

  /** Bookings that have no place which keeps the rules. */
  get broken(): readonly number[] {
    return [...this.#broken]
  }

  placeOf(index: number): Place | null {
    return this.#places[index] ?? null
  }

  takenOf(index: number): Taken {
    return this.#taken[index] as Taken
  }

  /** What a booking costs by itself in the place that it has. */
  ownCostOf(index: number): number {
    return this.#own[index] as number
  }

  schedule(): Schedule {
    return [...this.#places]
  }

  /** Whether a booking may take a place as all others stand. What is fixed was asked before. */
  isFree(index: number, place: Place | null): boolean {
    const booking = this.problem.bookings[index] as ProblemBooking
    const taken = takenBy(booking, place)
    if (place === null && !(this.#couldStay[index] as boolean)) return false
    if (!taken.serving.every(({ resource }) => this.#hasRoom(index, resource, taken))) return false
    return this.#keepsLimits(index, taken, place !== null)
  }

  /** Whether a resource has room for a booking in a time, its buffers added. */
  hasRoomFor(index: number, resource: number, startMs: number, endMs: number): boolean {
    const { units, terms } = this.problem.bookings[index] as ProblemBooking
    const blocked = {
      startMs: startMs - terms.bufferBeforeMin * 60_000,
      endMs: endMs + terms.bufferAfterMin * 60_000,
    }
    return this.#hasRoom(index, resource, { blocked, units })
  }

  /** The score if a booking went to a place that is free for it. */
  scoreWith(index: number, place: Place): Score {
    const [before, broken] = [this.placeOf(index), [...this.#broken]]
    this.move(index, place)
    const score = this.score
    this.#note(index, -1)
    this.#put(index, before)
    for (const other of broken) this.#broken.add(other)
    return score
  }

  /** Puts a booking into a place that is free for it. Gives the place that it had. */
  move(index: number, to: Place | null): Place | null {
    const before = this.placeOf(index)
    const booking = this.problem.bookings[index] as ProblemBooking
    const near = this.#broken.size === 0 ? [] : this.#brokenBeside(index)
    this.#note(index, -1)
    this.#put(index, to === null ? null : normalised(booking, to))
    this.#broken.delete(index)
    for (const other of near) if (this.#keepsRules(other)) this.#broken.delete(other)
    return before
  }

  /** Puts two bookings that keep the rules into the places, if both are free without the two; else nothing changes. */
  swap(one: number, toOne: Place, other: number, toOther: Place): boolean {
    const [bookingOne, bookingOther] = [this.problem.bookings[one], this.problem.bookings[other]]
    if (bookingOne === undefined || bookingOther === undefined) return false
    const [fromOne, fromOther] = [this.placeOf(one), this.placeOf(other)]
    const [newOne, newOther] = [normalised(bookingOne, toOne), normalised(bookingOther, toOther)]
    this.#note(other, -1)
    if (!this.isFree(one, newOne)) {
      this.#note(other, 1)
      return false
    }
    this.#note(one, -1)
    this.#put(one, newOne)
    this.#lifted = other
    const isFree = this.isFree(other, newOther)
    this.#lifted = -1
    if (isFree) {
      this.#put(other, newOther)
      return true
    }
    this.#note(one, -1)
    this.#put(one, fromOne)
    this.#put(other, fromOther)
    return false
  }

  /** Looks anew at who breaks a rule, where all were put into their places one after the other. */
  settle(): void {
    this.#broken.clear()
    for (const index of this.problem.bookings.keys())
      if (this.placeOf(index) === null && !this.#keepsRules(index)) this.#broken.add(index)
  }

  /** Takes a swap back. */
  restore(one: number, toOne: Place | null, other: number, toOther: Place | null): void {
    this.#note(one, -1)
    this.#note(other, -1)
    this.#put(one, toOne)
    this.#put(other, toOther)
  }

  /** Whether a booking may stay where it is, beside what is fixed. */
  couldStay(index: number): boolean {
    return this.#couldStay[index] as boolean
  }

  /** Whether a booking broke a rule where it stood in the beginning. */
  isBrokenAtHome(index: number): boolean {
    return this.#brokenAtHome.has(index)
  }

  /** A block of the run on a resource, so many before or behind an instant; undefined where there is none. */
  blockNear(resource: number, instantMs: number, offset: number): Block | undefined {
    return (this.#timelines[resource] as Timeline).near(instantMs, offset)
  }

  #brokenBeside(index: number): number[] {
    const { serving, blocked } = this.takenOf(index)
    return [...this.#broken].filter(other => {
      const theirs = this.takenOf(other)
      return (
        other !== index &&
        overlaps(theirs.blocked, blocked) &&
        theirs.serving.some(({ resource }) => serving.some(own => own.resource === resource))
      )
    })
  }

  #keepsRules(index: number): boolean {
    const taken = this.takenOf(index)
    return (
      (this.#couldStay[index] as boolean) &&
      taken.serving.every(({ resource }) => this.#hasRoom(index, resource, taken))
    )
  }

  #hasRoom(index: number, resource: number, { blocked, units }: Pick<Taken, 'blocked' | 'units'>): boolean {
    const timeline = this.#timelines[resource] as Timeline
    const { capacity, busy } = (this.problem.resources[resource] as Problem['resources'][number]).calendar
    if (timeline.isEmpty(blocked.startMs, blocked.endMs, index)) return true
    if (capacity <= units) return false
    const met = timeline.meeting(blocked.startMs, blocked.endMs, index)
    const fixed = busy.map(({ startMs, endMs, bufferBeforeMs, bufferAfterMs, units: taken }) => ({
      startMs: startMs - bufferBeforeMs,
      endMs: endMs + bufferAfterMs,
      units: taken,
    }))
    return (
      peakUnits([...met, ...fixed.filter(block => overlaps(block, blocked))], blocked) + units <= capacity
    )
  }

  /**
   * Daily limits and units for each start. They bind whoever is moved; who goes home is not bound, but takes nothing from
   * those who are.
   */
  #keepsLimits(index: number, taken: Taken, isMoved: boolean): boolean {
    const had = index === this.#lifted ? [] : this.#limitedBy(index, this.takenOf(index))
    return this.#limitedBy(index, taken).every(({ key, fixed, weight, limit, binds }) => {
      const own = had.find(other => other.key === key)
      const others = (this.#counts.get(key) ?? 0) - (own?.weight ?? 0)
      if (fixed + others + weight <= limit) return true
      const ownBound = own?.binds === true && this.placeOf(index) !== null ? 1 : 0
      return !(isMoved && binds) && (this.#bound.get(key) ?? 0) - ownBound === 0
    })
  }

  /** What a booking counts towards, and up to which limit. */
  #limitedBy(index: number, { core, serving, units }: Taken): Limited[] {
    if (!this.#hasLimits) return []
    const { terms } = this.problem.bookings[index] as ProblemBooking
    const limited: Limited[] = []
    for (const [groupIndex, { resource }] of serving.entries()) {
      const { capacity, maxBookingsPerDay } = (
        this.problem.resources[resource] as Problem['resources'][number]
      ).calendar
      const binds = groupIndex === 0
      if (maxBookingsPerDay !== null || terms.maxPerDay !== null) {
        const day = this.#world.dayOf(resource, core.startMs)
        if (maxBookingsPerDay !== null) {
          const fixed = this.#world.fixedOnDay(resource, day, null)
          limited.push({
            key: `${resource} day ${day}`,
            fixed,
            weight: 1,
            limit: maxBookingsPerDay,
            binds: true,
          })
        }
        if (terms.maxPerDay !== null) {
          const fixed = this.#world.fixedOnDay(resource, day, terms.id)
          const key = `${resource} day ${day} ${terms.id}`
          limited.push({ key, fixed, weight: 1, limit: terms.maxPerDay, binds })
        }
      }
      // Where there is one unit, nobody starts beside another anyway.
      if (terms.capacity === null || capacity === 1) continue
      const fixed = this.#world.fixedAtStart(resource, core.startMs, terms.id)
      const key = `${resource} start ${core.startMs} ${terms.id}`
      limited.push({ key, fixed, weight: units, limit: terms.capacity, binds })
    }
    return limited
  }

  #put(index: number, place: Place | null): void {
    const booking = this.problem.bookings[index] as ProblemBooking
    this.#places[index] = place
    this.#taken[index] = takenBy(booking, place)
    this.#own[index] = this.#costs.weighedOf(booking, place)
    this.#note(index, 1)
  }

  #note(index: number, by: 1 | -1): void {
    const { core, blocked, serving, units } = this.takenOf(index)
    this.#ownSum += by * (this.#own[index] as number)
    const first = serving[0]?.resource
    if (first !== undefined)
      this.#minutes[first] = (this.#minutes[first] ?? 0) + (by * (core.endMs - core.startMs)) / 60_000
    for (const { resource } of serving) {
      const timeline = this.#timelines[resource] as Timeline
      if (by === 1) timeline.add({ booking: index, ...blocked, units })
      else timeline.remove(index, blocked.startMs)
      if (this.#firsts.has(resource)) this.#mark(resource, blocked, by)
    }
    for (const { key, weight, binds } of this.#limitedBy(index, this.takenOf(index))) {
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + by * weight)
      if (binds && this.placeOf(index) !== null) this.#bound.set(key, (this.#bound.get(key) ?? 0) + by)
    }
  }

  #mark(resource: number, { startMs, endMs }: Interval, by: 1 | -1): void {
    const edges = this.#edges[resource] as Map<number, number>
    for (const [atMs, change] of [
      [startMs, by],
      [endMs, -by],
    ] as const) {
      const before = edges.get(atMs) ?? 0
      edges.set(atMs, before + change)
      this.#fragments += Math.max(0, before + change) - Math.max(0, before)
    }
  }

  #peak(): number {
    let peak = 0
    for (const [resource, minutes] of this.#minutes.entries()) {
      if (minutes === 0) continue
      peak = Math.max(peak, Math.ceil(minutes / (this.problem.resources[resource]?.weight ?? 1)))
    }
    return peak
  }
}
