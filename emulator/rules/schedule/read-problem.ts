import { append } from '../../../src/lists/append.ts'
import { partsOf } from '../../../src/lists/parts.ts'
import type { ResourceCalendar } from '../../scheduling/calendar.ts'
import type {
  Problem,
  ProblemBooking,
  ProblemGroup,
  ProblemResource,
  RuleBreak,
  Weights,
} from '../../scheduling/optimisation/problem.ts'
import { breaksOfStaying, calendarsWith } from '../../scheduling/optimisation/verify.ts'
import { fromStored } from '../../store/instants.ts'
import { rowsWithIds } from '../../store/rows-with-ids.ts'
import { bookingsStarting, lastServed, servedKey } from '../../store/schedule-bookings.ts'
import type { BookingRow, ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { loadCalendar, noMargin, termsOf } from '../placing/calendars.ts'
import { resourcesOfGroup, skillsFrom } from '../placing/group-resources.ts'
import { serviceAsBooked } from '../placing/service-as-booked.ts'
import { serviceWith } from '../placing/service-with.ts'
import type { ScheduleWindow } from './schedule-window.ts'

/** What a run is to look at. */
export interface ProblemWish {
  readonly window: ScheduleWindow
  /** Bookings are only moved to these; null: to everybody who may serve them. */
  readonly resourceIds: readonly string[] | null
  /** Only these are moved; null: all of the window. */
  readonly bookingIds: readonly string[] | null
  readonly movable: boolean
  readonly weights: Weights
  readonly iterations: number
  readonly seed: number
}

/** As many bookings a run takes. */
export const mostBookings = 2_000

/** As many are looked through for those of its resources. */
const mostRead = 20_000

/** As many are read before others get a turn. */
const readAtOnce = 200

/** States in which a booking can be moved, and those in which it stands in the way. */
const movableStates = ['pending', 'awaiting_payment', 'confirmed']
const standingStates = [...movableStates, 'checked_in']

const dayMs = 86_400_000

/** Bookings that a run would take, by start; those of its resources, where it names some. */
export async function bookingsOfRun(
  ctx: Context,
  { window, resourceIds, bookingIds }: Pick<ProblemWish, 'window' | 'resourceIds' | 'bookingIds'>,
): Promise<BookingRow[]> {
  const wanted = bookingIds && new Set(bookingIds)
  const serving = resourceIds && new Set(resourceIds)
  const rows = await aheadIn(ctx, window, movableStates)
  return rows.filter(row => wanted?.has(row.id) !== false && serving?.has(row.resource_id) !== false)
}

async function aheadIn(ctx: Context, { startMs, endMs }: ScheduleWindow, states: readonly string[]) {
  // What begins now is being served.
  const fromMs = Math.max(startMs, Math.floor(ctx.now / 1000) * 1000 + 1000)
  const rows: BookingRow[] = []
  for (let after: BookingRow | undefined; ; after = rows.at(-1)) {
    const part = { statuses: states, fromMs, toMs: endMs, after, most: readAtOnce }
    const found = await bookingsStarting(ctx.trx, ctx.tenant.id, part)
    append(rows, found)
    if (found.length < readAtOnce || rows.length > mostRead) return rows.slice(0, mostRead + 1)
    if (ctx.turns.isOver) await ctx.turns.pass()
  }
}

/** Reads all that a run has to be told: calendars, bookings, and who may serve them. Only ids tell of anybody. */
export async function readProblem(ctx: Context, wish: ProblemWish): Promise<Problem> {
  const rows = (await bookingsOfRun(ctx, wish)).slice(0, mostBookings)
  const reader = new ProblemReader(ctx, wish)
  await reader.addAll(rows)
  return await reader.problem(rows)
}

/** Collects the resources of a problem while its bookings are read. */
class ProblemReader {
  readonly #ctx: Context
  readonly #wish: ProblemWish
  readonly #places = new Map<string, number>()
  readonly #rows: ResourceRow[] = []
  readonly #groups = new Map<string, readonly ResourceRow[]>()
  readonly #bookings: ProblemBooking[] = []

  constructor(ctx: Context, wish: ProblemWish) {
    this.#ctx = ctx
    this.#wish = wish
  }

  async addAll(rows: readonly BookingRow[]): Promise<void> {
    for (const row of rows) {
      await this.#add(row)
      if (this.#ctx.turns.isOver) await this.#ctx.turns.pass()
    }
  }

  async #add(row: BookingRow): Promise<void> {
    const service = await serviceAsBooked(this.#ctx, row)
    const allocations = JSON.parse(row.allocations) as { group: string; resource_id: string }[]
    const serving = []
    for (const { group, resource_id } of allocations)
      serving.push({ group, resource: await this.#placeOf(resource_id) })
    const groups: ProblemGroup[] = []
    for (const [index, need] of service.requirements.entries()) {
      const eligible = this.#allowed(await this.#resourcesOf(row, index, need))
      const own = index === 0 ? serving[0]?.resource : undefined
      const places = eligible.map(resource => this.#noted(resource))
      // Who serves already is not asked whether he may.
      const stays = own === undefined || places.includes(own) || this.#rows[own]?.status === 'archived'
      groups.push({
        group: need.group,
        resources: stays || own === undefined ? places : [...places, own].sort((a, b) => a - b),
        skills: skillsFrom(need.skills),
      })
    }
    const durations: Record<number, number> = {}
    for (const place of groups[0]?.resources ?? []) {
      const { duration_min } = serviceWith(service, this.#rows[place]?.id ?? '')
      if (duration_min !== service.duration_min) durations[place] = duration_min
    }
    this.#bookings.push({
      id: row.id,
      revision: row.revision,
      scheduleRevision: row.schedule_revision,
      units: row.party_size,
      locationId: row.location_id,
      terms: termsOf(service),
      durations,
      groups,
      current: {
        startMs: fromStored(row.start_at),
        endMs: fromStored(row.end_at),
        serving,
        needs: Object.fromEntries(groups.map(({ group, skills }) => [group, skills])),
      },
      preferred: null,
    })
  }

  async problem(rows: readonly BookingRow[]): Promise<Problem> {
    const { window, movable, weights, iterations, seed } = this.#wish
    const { trx, tenant, turns } = this.#ctx
    const served = new Map<string, string>()
    for (const customers of partsOf([...new Set(rows.map(row => row.customer_id))], readAtOnce)) {
      for (const [key, resource] of await lastServed(trx, tenant.id, customers, window.startMs))
        served.set(key, resource)
      if (turns.isOver) await turns.pass()
    }
    const bookings = this.#bookings.map((booking, index): ProblemBooking => {
      const row = rows[index]
      const place = row === undefined ? undefined : this.#places.get(served.get(servedKey(row)) ?? '')
      const mayServe = place !== undefined && booking.groups[0]?.resources.includes(place) === true
      return { ...booking, preferred: mayServe ? place : null }
    })
    const taking = new Set(bookings.map(({ id }) => id))
    const resources: ProblemResource[] = []
    for (const row of this.#rows) {
      if (this.#ctx.turns.isOver) await this.#ctx.turns.pass()
      const calendar = await this.#calendarOf(row)
      resources.push({
        calendar: { ...calendar, busy: calendar.busy.filter(({ id }) => !taking.has(id)) },
        locationId: row.location_id,
        weight: row.weight,
      })
    }
    const base = { nowMs: this.#ctx.now, window, movable, weights, iterations, seed, resources, bookings }
    return { ...base, pinned: await this.#pinned({ ...base, pinned: [] }) }
  }

  /** What bookings break that stand on the run's resources, and that it may not move. */
  async #pinned(problem: Problem): Promise<RuleBreak[]> {
    if (problem.bookings.length === 0) return []
    const taking = new Set(problem.bookings.map(({ id }) => id))
    const calendars = calendarsWith(
      problem,
      problem.bookings.map(() => null),
    )
    const others = (await aheadIn(this.#ctx, this.#wish.window, standingStates)).filter(
      row => !taking.has(row.id) && this.#places.has(row.resource_id),
    )
    const reader = new ProblemReader(this.#ctx, { ...this.#wish, resourceIds: null })
    await reader.addAll(others)
    const pinned: RuleBreak[] = []
    for (const booking of reader.#bookings) {
      const serving = booking.current.serving.flatMap(({ group, resource }) => {
        const place = this.#places.get(reader.#rows[resource]?.id ?? '')
        return place === undefined ? [] : [{ group, resource: place }]
      })
      const [first] = breaksOfStaying(
        problem,
        { ...booking, current: { ...booking.current, serving } },
        calendars,
      )
      // A rule that two bookings break together is broken by the one that the run may move.
      if (first !== undefined && !first.bookingIds.slice(1).some(id => taking.has(id))) pinned.push(first)
      if (this.#ctx.turns.isOver) await this.#ctx.turns.pass()
    }
    return pinned
  }

  #allowed(rows: readonly ResourceRow[]): readonly ResourceRow[] {
    const { resourceIds } = this.#wish
    if (resourceIds === null) return rows
    const named = rows.filter(({ id }) => resourceIds.includes(id))
    // Whoever names staff means staff: rooms are free to be chosen then.
    return named.length > 0 ? named : rows
  }

  async #resourcesOf(
    row: BookingRow,
    index: number,
    need: Parameters<typeof resourcesOfGroup>[1],
  ): Promise<readonly ResourceRow[]> {
    const key = `${row.service_id} ${index}`
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const rows = await resourcesOfGroup(this.#ctx, need)
    this.#groups.set(key, rows)
    return rows
  }

  async #placeOf(id: string): Promise<number> {
    const known = this.#places.get(id)
    if (known !== undefined) return known
    const [row] = await rowsWithIds(this.#ctx.trx, 'resources', this.#ctx.tenant.id, [id])
    if (row === undefined) throw new Error(`There is no resource ${id}.`)
    return this.#noted(row)
  }

  #noted(row: ResourceRow): number {
    const known = this.#places.get(row.id)
    if (known !== undefined) return known
    this.#places.set(row.id, this.#rows.length)
    this.#rows.push(row)
    return this.#rows.length - 1
  }

  async #calendarOf(row: ResourceRow): Promise<ResourceCalendar> {
    const { startMs, endMs } = this.#wish.window
    // Whole days around it, for daily limits, and whatever may run out of the window.
    const margin = { ...noMargin, max_per_day: 1 }
    return await loadCalendar(this.#ctx, row, margin, {
      startMs: Math.max(0, startMs - dayMs),
      endMs: endMs + 2 * dayMs,
    })
  }
}
