import type { Board } from './board.ts'
import type { Choices } from './choices.ts'
import type { FixedWorld } from './fixed-world.ts'
import { LimitRows } from './limit-rows.ts'
import { LinearModel } from './linear-model.ts'
import { durationMsOf, type Problem, type ProblemBooking, type Schedule } from './problem.ts'
import { busyOf, firstResources } from './score.ts'
import type { CostTable } from './soft-costs.ts'
import { type Taken, takenBy } from './taken.ts'

/** The problem as a model of whole numbers, and how its solutions are read. */
export interface ExactModel {
  readonly model: LinearModel
  /** Columns of bookings that stay although they break a rule there. */
  readonly unassigned: readonly number[]
  /** The values of the columns for the schedule that stands on a board. */
  valuesOf(board: Board): number[]
  scheduleOf(values: ArrayLike<number>): Schedule
}

/** A column: a booking stays, or starts with a first resource, or takes a further one. */
interface Option {
  readonly column: number
  readonly booking: number
  readonly kind: 'stay' | 'unassigned' | 'first' | 'other'
  readonly groupIndex: number
  readonly resource: number
  readonly startMs: number
  readonly endMs: number
}

interface Parts {
  readonly problem: Problem
  readonly world: FixedWorld
  readonly board: Board
  readonly choices: Choices
  readonly costs: CostTable
}

/** What is known already, so that what cannot be part of anything better is left out. */
export interface KnownCosts {
  /** What each booking costs at least by itself. */
  readonly cheapest: readonly number[]
  /** How much more the best schedule that is known costs than a bound: no booking may cost as much more by itself. */
  readonly slack: number
}

/**
 * Writes the problem as a model: one column for each start with each first resource, and one for each further resource at
 * each start, but for those that cost too much to be part of anything better than what is known. Gives null where that takes
 * more columns than `mostColumns`.
 */
export function exactModel(parts: Parts, known: KnownCosts, mostColumns: number): ExactModel | null {
  const { problem } = parts
  const model = new LinearModel()
  const options: Option[] = []
  for (const index of problem.bookings.keys()) {
    addOptions(parts, known, model, options, index)
    if (model.columns > mostColumns) return null
  }
  const byBooking = Object.groupBy(options, ({ booking }) => booking)
  for (const index of problem.bookings.keys()) writeChoice(parts, model, byBooking[index] ?? [], index)
  writeLimits(parts, model, options)
  const aux = [...writeFragments(parts, model, options), ...writePeak(parts, model, options)]
  return {
    model,
    unassigned: options.filter(({ kind }) => kind === 'unassigned').map(({ column }) => column),
    valuesOf(board) {
      const values = Array.from({ length: model.columns }, () => 0)
      for (const index of problem.bookings.keys())
        for (const option of chosenOf(board, byBooking[index] ?? [], index)) values[option.column] = 1
      for (const { column, least } of aux) values[column] = least(values)
      return values
    },
    scheduleOf: values => scheduleFrom(problem, byBooking, values),
  }
}

function addOptions(
  { problem, choices, costs, board, world }: Parts,
  { cheapest, slack }: KnownCosts,
  model: LinearModel,
  options: Option[],
  index: number,
): void {
  const booking = problem.bookings[index] as ProblemBooking
  const { startMs, endMs } = booking.current
  const stay = { booking: index, groupIndex: -1, resource: -1, startMs, endMs }
  const stayCost = costs.weighedOf(booking, null)
  if (world.couldStay(booking)) options.push({ ...stay, kind: 'stay', column: model.column(stayCost) })
  if (board.isBrokenAtHome(index))
    options.push({ ...stay, kind: 'unassigned', column: model.column(stayCost) })
  // What a further resource costs by itself: that it is another one.
  const changed = (groupIndex: number, resource: number) => {
    const group = booking.groups[groupIndex]?.group
    const has = booking.current.serving.some(
      serving => serving.group === group && serving.resource === resource,
    )
    return has ? 0 : problem.weights.resource_changed
  }
  const times = new Map<string, { readonly startMs: number; readonly endMs: number }>()
  for (const first of choices.firstsOf(index)) {
    for (const start of choices.startsOf(index, first)) {
      const end = start + durationMsOf(booking, first)
      const alone = { startMs: start, resources: [first, ...booking.groups.slice(1).map(() => -1)] }
      const furtherChanges = booking.groups.slice(1).length * problem.weights.resource_changed
      const cost = costs.weighedOf(booking, alone) - furtherChanges
      if (cost - (cheapest[index] ?? 0) > slack) continue
      const option = {
        booking: index,
        kind: 'first',
        groupIndex: 0,
        resource: first,
        startMs: start,
        endMs: end,
      } as const
      options.push({ ...option, column: model.column(cost) })
      times.set(`${start} ${end}`, { startMs: start, endMs: end })
    }
  }
  for (const [groupIndex, group] of booking.groups.entries()) {
    if (groupIndex === 0) continue
    for (const time of times.values()) {
      for (const resource of group.resources) {
        if (!choices.couldServeGroup(index, groupIndex, resource, time.startMs, time.endMs)) continue
        const column = model.column(changed(groupIndex, resource))
        options.push({ booking: index, kind: 'other', groupIndex, resource, ...time, column })
      }
    }
  }
}

/** A booking does one thing: it stays, or it starts somewhere, and then each further group has one resource at that time. */
function writeChoice(
  { problem }: Parts,
  model: LinearModel,
  options: readonly Option[],
  index: number,
): void {
  const booking = problem.bookings[index] as ProblemBooking
  const heads = options.filter(({ kind }) => kind !== 'other')
  model.row(
    heads.map(({ column }) => [column, 1] as const),
    1,
    1,
  )
  const timeOf = ({ startMs, endMs }: Option) => `${startMs} ${endMs}`
  const firsts = Object.groupBy(
    options.filter(({ kind }) => kind === 'first'),
    timeOf,
  )
  const others = Object.groupBy(
    options.filter(({ kind }) => kind === 'other'),
    option => `${timeOf(option)} ${option.groupIndex}`,
  )
  for (const [time, ofTime = []] of Object.entries(firsts)) {
    for (const groupIndex of booking.groups.keys()) {
      if (groupIndex === 0) continue
      const serving = others[`${time} ${groupIndex}`] ?? []
      model.row(
        [
          ...ofTime.map(({ column }) => [column, 1] as const),
          ...serving.map(({ column }) => [column, -1] as const),
        ],
        0,
        0,
      )
    }
    // Nobody serves one booking twice.
    const ofAll = [
      ...ofTime,
      ...[...booking.groups.keys()].flatMap(groupIndex => others[`${time} ${groupIndex}`] ?? []),
    ]
    for (const same of Object.values(Object.groupBy(ofAll, ({ resource }) => resource)))
      if (same !== undefined && same.length > 1)
        model.row(
          same.map(({ column }) => [column, 1] as const),
          0,
          1,
        )
  }
}

/** What an option takes of which resources. */
function takenByOption({ problem }: Parts, option: Option): Taken {
  const booking = problem.bookings[option.booking] as ProblemBooking
  if (option.kind === 'stay' || option.kind === 'unassigned') return takenBy(booking, null)
  const { startMs, endMs, resource } = option
  return {
    core: { startMs, endMs },
    blocked: {
      startMs: startMs - booking.terms.bufferBeforeMin * 60_000,
      endMs: endMs + booking.terms.bufferAfterMin * 60_000,
    },
    serving: [{ group: booking.groups[option.groupIndex]?.group ?? '', resource }],
    units: booking.units,
  }
}

function writeLimits(parts: Parts, model: LinearModel, options: readonly Option[]): void {
  const { problem, world } = parts
  const rows = new LimitRows()
  const uses = options.flatMap(option => {
    const taken = takenByOption(parts, option)
    return taken.serving.map(({ resource }) => ({ option, taken, resource }))
  })
  for (const [key, onResource = []] of Object.entries(Object.groupBy(uses, ({ resource }) => resource))) {
    const resource = Number(key)
    const { capacity, maxBookingsPerDay } = (problem.resources[resource] as Problem['resources'][number])
      .calendar
    // The most is always taken where somebody begins.
    const begins = [...new Set(onResource.map(({ taken }) => taken.blocked.startMs))].sort((a, b) => a - b)
    const fixedBegins = (problem.resources[resource]?.calendar.busy ?? []).map(
      busy => busy.startMs - busy.bufferBeforeMs,
    )
    const instants = [...new Set([...begins, ...fixedBegins])].sort((a, b) => a - b)
    for (const { option, taken } of onResource) {
      const { booking, column, kind } = option
      const entry = { booking, column }
      const isMoved = kind === 'first' || kind === 'other'
      for (let at = firstAt(instants, taken.blocked.startMs); at < instants.length; at++) {
        const instant = instants[at] as number
        if (instant >= taken.blocked.endMs) break
        const fixed = world.fixedPeak(resource, { startMs: instant, endMs: instant + 1 })
        rows.add(`${resource} at ${instant}`, capacity - fixed, {
          ...entry,
          weight: taken.units,
          binds: kind !== 'unassigned',
        })
      }
      const { terms } = problem.bookings[booking] as ProblemBooking
      const day = world.dayOf(resource, taken.core.startMs)
      if (maxBookingsPerDay !== null) {
        const limit = maxBookingsPerDay - world.fixedOnDay(resource, day, null)
        rows.add(`${resource} day ${day}`, limit, { ...entry, weight: 1, binds: isMoved })
      }
      if (terms.maxPerDay !== null) {
        const limit = terms.maxPerDay - world.fixedOnDay(resource, day, terms.id)
        rows.add(`${resource} day ${day} ${terms.id}`, limit, {
          ...entry,
          weight: 1,
          binds: kind === 'first',
        })
      }
      if (terms.capacity !== null && capacity > 1) {
        const { startMs } = taken.core
        const limit = terms.capacity - world.fixedAtStart(resource, startMs, terms.id)
        rows.add(`${resource} start ${startMs} ${terms.id}`, limit, {
          ...entry,
          weight: taken.units,
          binds: kind === 'first',
        })
      }
    }
  }
  rows.writeTo(model)
}

/** A column that follows from the others, and the least that it can be. */
interface Auxiliary {
  readonly column: number
  least(values: readonly number[]): number
}

/** For each first resource and instant: how many begin there beyond those that end. */
function writeFragments(parts: Parts, model: LinearModel, options: readonly Option[]): Auxiliary[] {
  const { problem } = parts
  const { fragmentation } = problem.weights
  if (fragmentation === 0) return []
  const firsts = firstResources(problem)
  const edges = new Map<string, { terms: [number, number][]; fixed: number }>()
  const edgeAt = (resource: number, atMs: number) => {
    const key = `${resource} ${atMs}`
    const edge = edges.get(key) ?? { terms: [], fixed: 0 }
    edges.set(key, edge)
    return edge
  }
  for (const resource of firsts) {
    for (const busy of busyOf(problem, resource)) {
      edgeAt(resource, busy.startMs - busy.bufferBeforeMs).fixed += 1
      edgeAt(resource, busy.endMs + busy.bufferAfterMs).fixed -= 1
    }
  }
  for (const option of options) {
    const { blocked, serving } = takenByOption(parts, option)
    for (const { resource } of serving) {
      if (!firsts.has(resource)) continue
      edgeAt(resource, blocked.startMs).terms.push([option.column, 1])
      edgeAt(resource, blocked.endMs).terms.push([option.column, -1])
    }
  }
  const auxiliaries: Auxiliary[] = []
  for (const { terms, fixed } of edges.values()) {
    const most = fixed + terms.filter(([, value]) => value > 0).length
    // An instant at which something can only end costs nothing.
    if (most <= 0) continue
    const column = model.column(fragmentation, most)
    model.row(
      [[column, 1], ...terms.map(([other, value]) => [other, -value] as const)],
      fixed,
      Number.POSITIVE_INFINITY,
    )
    const least = (values: readonly number[]) =>
      Math.max(0, fixed + terms.reduce((sum, [other, value]) => sum + value * (values[other] ?? 0), 0))
    auxiliaries.push({ column, least })
  }
  return auxiliaries
}

/** The minutes of whoever is busiest by weight. */
function writePeak(parts: Parts, model: LinearModel, options: readonly Option[]): Auxiliary[] {
  const { problem } = parts
  const { imbalance } = problem.weights
  if (imbalance === 0) return []
  const minutes = new Map<number, [number, number][]>()
  let most = 0
  for (const option of options) {
    if (option.kind === 'other') continue
    const { core, serving } = takenByOption(parts, option)
    const first = serving[0]?.resource
    if (first === undefined) continue
    const length = (core.endMs - core.startMs) / 60_000
    minutes.set(first, [...(minutes.get(first) ?? []), [option.column, length]])
    most += length
  }
  const column = model.column(imbalance, Math.ceil(most))
  const shares = [...minutes].map(([resource, terms]) => ({
    terms,
    weight: problem.resources[resource]?.weight ?? 1,
  }))
  for (const { terms, weight } of shares)
    model.row(
      [[column, weight], ...terms.map(([other, length]) => [other, -length] as const)],
      0,
      Number.POSITIVE_INFINITY,
    )
  const least = (values: readonly number[]) =>
    shares.reduce((peak, { terms, weight }) => {
      const sum = terms.reduce((total, [other, length]) => total + length * (values[other] ?? 0), 0)
      return Math.max(peak, Math.ceil(sum / weight))
    }, 0)
  return [{ column, least }]
}

/** The options that a board takes for a booking. */
function chosenOf(board: Board, options: readonly Option[], index: number): readonly Option[] {
  const place = board.placeOf(index)
  if (place === null) {
    const stays = options.filter(({ kind }) => kind === 'stay')
    const rests = options.filter(({ kind }) => kind === 'unassigned')
    return (board.broken.includes(index) || stays.length === 0 ? rests : stays).slice(0, 1)
  }
  const first = options.find(
    option =>
      option.kind === 'first' && option.startMs === place.startMs && option.resource === place.resources[0],
  )
  const others = options.filter(
    option =>
      option.kind === 'other' &&
      option.startMs === place.startMs &&
      option.endMs === first?.endMs &&
      option.resource === place.resources[option.groupIndex],
  )
  return first === undefined ? [] : [first, ...others]
}

function scheduleFrom(
  problem: Problem,
  byBooking: Partial<Record<number, Option[]>>,
  values: ArrayLike<number>,
): Schedule {
  return problem.bookings.map((booking, index) => {
    const chosen = (byBooking[index] ?? []).filter(({ column }) => (values[column] ?? 0) > 0.5)
    const first = chosen.find(({ kind }) => kind === 'first')
    if (first === undefined) return null
    const others = chosen.filter(({ kind, startMs }) => kind === 'other' && startMs === first.startMs)
    const resources = booking.groups.map((_, groupIndex) =>
      groupIndex === 0
        ? first.resource
        : (others.find(other => other.groupIndex === groupIndex)?.resource ?? -1),
    )
    return { startMs: first.startMs, resources }
  })
}

function firstAt(ascending: readonly number[], limit: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] as number) < limit) low = middle + 1
    else high = middle
  }
  return low
}
