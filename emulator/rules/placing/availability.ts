import type { Static } from 'typebox'
import { ApiError } from '../../../src/contract/errors/errors.ts'
import type { Conflict as ConflictObject, Suggestion } from '../../../src/contract/objects/conflict.ts'
import { append } from '../../../src/lists/append.ts'
import type { Service } from '../../objects/service.ts'
import type { Busy, Demand, ResourceCalendar, Terms } from '../../scheduling/calendar.ts'
import { type ChosenAllocation, type Conflict, judgeCandidate } from '../../scheduling/conflicts.ts'
import { inTurn } from '../../scheduling/round-robin.ts'
import { nextStarts } from '../../scheduling/starts.ts'
import { fromStored, toAnswer, toStored } from '../../store/instants.ts'
import { bookingLoad } from '../../store/resource-days.ts'
import { lockResources } from '../../store/resource-locks.ts'
import type { ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { type CalendarWindow, loadCalendar, termsOf } from './calendars.ts'
import { resourcesOfGroup, skillsFrom } from './group-resources.ts'
import { serviceWith } from './service-with.ts'

const dayMs = 86_400_000

/** What is to be booked, by whom it may be served, and how many units it takes. */
export interface Wish {
  readonly service: Service
  /** The resource asked for, or everybody who may serve. */
  readonly candidates: readonly ResourceRow[]
  readonly startMs: number
  readonly units: number
  /** Bookings and holds that do not stand in the way: the booking that moves, the hold that is consumed. */
  readonly excludeIds?: readonly string[]
  /** Resources of further groups that are taken before others: those that a booking has already. */
  readonly preferredIds?: readonly string[]
  /** Rules that do not bind: where nobody chooses the start anew, neither notice nor grid matter. */
  readonly ignoredRules?: readonly Conflict['type'][]
  /** Bookings that are made together with this one, and stand in its way although they are not written yet. */
  readonly beside?: readonly Beside[]
  /** True where the past is out of the question whoever asks: secret keys record bookings, but hold nothing there. */
  readonly neverPast?: boolean
}

/** What a booking that is not written yet will take of one resource. */
export interface Beside extends Busy {
  readonly resourceId: string
}

/** A wish that does not say when, nor with whom. */
export type Need = Omit<Wish, 'candidates' | 'startMs'>

/** Where a wish would go: the resource whose turn it is, and everything that stands in the way there. */
export interface Placement {
  readonly resource: ResourceRow
  readonly allocations: readonly ChosenAllocation[]
  readonly conflicts: readonly Conflict[]
}

/**
 * Finds the place of a wish: the first candidate in turn that is free, else the first in turn with its conflicts.
 * The one function behind create, confirm, reschedule and validate.
 */
export async function place(ctx: Context, wish: Wish): Promise<Placement> {
  await lockEverybody(ctx, wish)
  let refused: Placement | null = null
  for (const resource of await takingTurns(ctx, wish)) {
    const window = { startMs: wish.startMs, endMs: wish.startMs + 1 }
    const candidate = { ...(await demandOn(ctx, wish, resource, window)), startMs: wish.startMs }
    const judged = judgeCandidate(candidate, termsFor(ctx, wish, resource))
    const conflicts = judged.conflicts.filter(({ type }) => !wish.ignoredRules?.includes(type))
    const placement = { resource, conflicts, allocations: judged.allocations }
    if (conflicts.length === 0) return placement
    refused ??= placement
  }
  if (refused === null) throw new Error('A wish has at least one candidate.')
  return refused
}

/** Locks all that the check reads, in one order: the candidates, and everybody of the further groups. */
async function lockEverybody(ctx: Context, { candidates, service }: Wish): Promise<void> {
  const ids = new Set(candidates.map(resource => resource.id))
  for (const group of service.requirements.slice(1)) {
    for (const { id } of await resourcesOfGroup(ctx, group)) ids.add(id)
  }
  await lockResources(ctx.trx, ctx.tenant.id, [...ids].toSorted())
}

/** The refusal of a wish: every conflict, and the next starts that could be booked if asked for at once. */
export async function unavailable(
  ctx: Context,
  wish: Wish,
  placement: Placement,
  message = `Resource ${placement.resource.id} is not available at the requested time`,
): Promise<ApiError> {
  return new ApiError('resource_unavailable', {
    message,
    details: {
      conflicts: conflictObjects(placement.conflicts, ctx.key.scope === 'secret'),
      suggestions: await suggest(ctx, wish, 2),
    },
  })
}

/** The next starts after that of the wish which could be booked if asked for at once. */
export async function suggest(ctx: Context, wish: Wish, count: number): Promise<Static<typeof Suggestion>[]> {
  // Most suggestions lie within a day or two; a full calendar is searched in wider and wider steps.
  const steps = [2, 14, wish.service.horizon_days + 2]
  // Who may not book the past is told what comes from now on, however long ago the wish lies.
  const afterMs = allowsPast(ctx, wish) ? wish.startMs : Math.max(wish.startMs, ctx.now - 1)
  let starts: number[] = []
  for (const days of steps) {
    const untilMs = afterMs + days * dayMs
    starts = []
    for (const resource of wish.candidates) {
      const demand = await demandOn(ctx, wish, resource, { startMs: afterMs, endMs: untilMs })
      const search = { afterMs, untilMs, count }
      const next = nextStarts(search, demand, termsFor(ctx, wish, resource))
      append(
        starts,
        next.map(start => start.startMs),
      )
    }
    if (new Set(starts).size >= count) break
  }
  const soonest = [...new Set(starts)].toSorted((a, b) => a - b).slice(0, count)
  return soonest.map(startMs => ({ start_at: toAnswer(toStored(startMs)), available: true }))
}

/** On which terms a wish is judged with one resource. */
export function termsFor(ctx: Context, wish: Need, resource: ResourceRow): Terms {
  const service = serviceWith(wish.service, resource.id)
  return { service: termsOf(service), nowMs: ctx.now, allowPast: allowsPast(ctx, wish) }
}

function allowsPast(ctx: Context, { neverPast = false }: Need): boolean {
  return ctx.key.scope === 'secret' && !neverPast
}

/** What a wish asks of one resource and of the further groups, with all that must be known of them in the window. */
export async function demandOn(
  ctx: Context,
  wish: Need,
  resource: ResourceRow,
  window: CalendarWindow,
): Promise<Demand> {
  const service = serviceWith(wish.service, resource.id)
  const [first, ...further] = service.requirements
  const others = []
  for (const need of further) {
    const { group, skills } = need
    const calendars = []
    for (const row of preferredFirst(await resourcesOfGroup(ctx, need), wish.preferredIds))
      calendars.push(withBeside(await loadCalendar(ctx, row, service, window), wish))
    others.push({ group, calendars, skills: skillsFrom(skills) })
  }
  return {
    first: {
      group: first?.group ?? 'staff',
      calendar: withBeside(await loadCalendar(ctx, resource, service, window), wish),
      skills: skillsFrom(first?.skills ?? []),
    },
    others,
    units: wish.units,
    ...(wish.excludeIds !== undefined && { excludeIds: wish.excludeIds }),
  }
}

function withBeside(calendar: ResourceCalendar, { beside = [] }: Need): ResourceCalendar {
  const taken = beside.filter(({ resourceId }) => resourceId === calendar.id)
  return taken.length === 0 ? calendar : { ...calendar, busy: [...calendar.busy, ...taken] }
}

function preferredFirst(rows: readonly ResourceRow[], ids: readonly string[] = []): ResourceRow[] {
  return [...rows.filter(row => ids.includes(row.id)), ...rows.filter(row => !ids.includes(row.id))]
}

/** Round robin compares the bookings of four weeks around the day of the start, so that an old backlog binds nobody. */
const turnWindowMs = 14 * dayMs

/** The candidates in the order in which it is their turn. */
export async function takingTurns(ctx: Context, wish: Wish): Promise<readonly ResourceRow[]> {
  if (wish.candidates.length < 2) return wish.candidates
  const ids = wish.candidates.map(resource => resource.id)
  const from = toStored(Math.max(0, wish.startMs - turnWindowMs))
  const to = toStored(wish.startMs + turnWindowMs)
  const loads = new Map(
    (await bookingLoad(ctx.trx, ctx.tenant.id, ids, from, to)).map(load => [load.resource_id, load]),
  )
  const entries = wish.candidates.map(resource => {
    const load = loads.get(resource.id)
    return {
      resource,
      id: resource.id,
      weight: resource.weight,
      bookings: load?.bookings ?? 0,
      lastBookedMs: load === undefined ? null : fromStored(load.last_booked_at),
    }
  })
  return inTurn(entries).map(entry => entry.resource)
}

/** Conflicts as the API answers them. Publishable keys see no ids of others' bookings, and so some only once. */
export function conflictObjects(
  conflicts: readonly Conflict[],
  showsIds: boolean,
): Static<typeof ConflictObject>[] {
  const objects = conflicts.map(conflict => conflictObject(conflict, showsIds))
  return [...new Map(objects.map(object => [JSON.stringify(object), object])).values()]
}

function conflictObject(conflict: Conflict, showsIds: boolean): Static<typeof ConflictObject> {
  const instantText = (ms: number) => toAnswer(toStored(ms))
  return {
    type: conflict.type,
    ...(showsIds && 'id' in conflict && conflict.id !== undefined && { id: conflict.id }),
    ...('earliestMs' in conflict && { earliest: instantText(conflict.earliestMs) }),
    ...('latestMs' in conflict && { latest: instantText(conflict.latestMs) }),
    ...('nearestMs' in conflict &&
      conflict.nearestMs !== undefined && { nearest: instantText(conflict.nearestMs) }),
    ...('skillId' in conflict && { skill_id: conflict.skillId }),
  }
}
