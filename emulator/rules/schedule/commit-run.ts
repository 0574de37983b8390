import { ApiError } from '../../../src/contract/errors/errors.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import { append } from '../../../src/lists/append.ts'
import { partsOf } from '../../../src/lists/parts.ts'
import { bookingObject } from '../../objects/booking.ts'
import {
  type AssignmentObject,
  baseOf,
  optimizationObject,
  proposalOf,
} from '../../objects/schedule/optimization.ts'
import type { Service } from '../../objects/service.ts'
import { fromStored, toStored } from '../../store/instants.ts'
import { lockResources } from '../../store/resource-locks.ts'
import { resourcesWithIds } from '../../store/resources.ts'
import { rowsWithIds } from '../../store/rows-with-ids.ts'
import type { BookingRow, OptimizationRow, ResourceRow } from '../../store/schema.ts'
import { requireMove, saveMove } from '../booking-life/booking-moves.ts'
import type { Context } from '../context/context.ts'
import { previousAttributes } from '../context/revisions.ts'
import { type Beside, type Placement, place } from '../placing/availability.ts'
import { placeOf, rulesOfChoosing } from '../placing/move-booking.ts'
import { serviceAsBooked } from '../placing/service-as-booked.ts'
import { changeRun } from './run-moves.ts'

/** A booking on its way to where a run wants it. */
interface Move {
  readonly row: BookingRow
  readonly assignment: AssignmentObject
  readonly service: Service
  readonly startMs: number
}

/** As many rows are read before others get a turn. */
const readAtOnce = 200

/**
 * Moves all that a run proposes, or nothing: every booking of the run has to be as the run has read it, and every place has
 * to be free beside all the others, as the function says that also refuses bookings. Throws `schedule_changed`.
 */
export async function commitRun(ctx: Context, row: OptimizationRow) {
  const proposal = proposalOf(row)
  const rows = await unchangedRows(ctx, row)
  const moves: Move[] = []
  for (const assignment of proposal) {
    if (ctx.turns.isOver) await ctx.turns.pass()
    const booking = rows.get(assignment.booking_id)
    if (booking === undefined) throw scheduleChanged([assignment.booking_id])
    moves.push({
      row: booking,
      assignment,
      service: chosen(await serviceAsBooked(ctx, booking), assignment),
      startMs: instantMs(assignment.to.start_at),
    })
  }
  const placements = await placedTogether(ctx, moves)
  const committed = await changeRun(ctx, row, { status: 'committed', committed_at: toStored(ctx.now) })
  const object = optimizationObject(committed)
  const isRescheduled = ({ row: booking, startMs }: Move) => startMs !== fromStored(booking.start_at)
  const rescheduled = moves.filter(isRescheduled)
  const reassigned = moves.filter(move => !isRescheduled(move))
  await ctx.emit('schedule.committed', object, {
    changes: {
      rescheduled: rescheduled.length,
      reassigned: reassigned.length,
      unchanged: baseOf(row).length - moves.length,
    },
  })
  for (const [action, type, of] of [
    ['reschedule', 'booking.rescheduled', rescheduled],
    ['reassign', 'booking.reassigned', reassigned],
  ] as const) {
    for (const { row: booking, service, startMs } of of) {
      if (ctx.turns.isOver) await ctx.turns.pass()
      const before = bookingObject(booking)
      const placement = placements.get(booking.id) as Placement
      const changes = { ...placeOf(service, startMs, placement), override_conflicts: 0 }
      const moved = bookingObject(await saveMove(ctx, booking, changes, { action, reason: row.id }))
      await ctx.emit(type, moved, { previous_attributes: previousAttributes(before, moved) })
    }
  }
  return object
}

/** The bookings of the run, which must be as they were: those that move in all, the others in when and with whom they are. */
async function unchangedRows(ctx: Context, run: OptimizationRow): Promise<ReadonlyMap<string, BookingRow>> {
  const base = baseOf(run)
  const moving = new Set(proposalOf(run).map(({ booking_id }) => booking_id))
  const rows = new Map<string, BookingRow>()
  for (const ids of partsOf(
    base.map(([id]) => id),
    readAtOnce,
  )) {
    for (const row of await rowsWithIds(ctx.trx, 'bookings', ctx.tenant.id, ids)) rows.set(row.id, row)
    if (ctx.turns.isOver) await ctx.turns.pass()
  }
  const changed = base.filter(([id, revision, scheduleRevision]) => {
    const row = rows.get(id)
    if (row === undefined || row.schedule_revision !== scheduleRevision) return true
    return moving.has(id) && row.revision !== revision
  })
  if (changed.length > 0) throw scheduleChanged(changed.map(([id]) => id))
  for (const id of moving) requireMove(rows.get(id) as BookingRow, 'reschedule')
  return rows
}

/** The service with the further resources that the run has chosen, and no others. */
function chosen(service: Service, { to }: AssignmentObject): Service {
  return {
    ...service,
    requirements: service.requirements.map((need, index) => {
      const resource = to.allocations.find(({ group }) => group === need.group)?.resource_id
      return index === 0 || resource === undefined ? need : { ...need, resource_ids: [resource] }
    }),
  }
}

/** Asks for each place beside all the others in theirs. Throws where one of them is not free. */
async function placedTogether(ctx: Context, moves: readonly Move[]): Promise<ReadonlyMap<string, Placement>> {
  const ids = [
    ...new Set(
      moves.flatMap(({ assignment }) => assignment.to.allocations.map(({ resource_id }) => resource_id)),
    ),
  ]
  await lockResources(ctx.trx, ctx.tenant.id, ids.toSorted())
  const resources = new Map((await resourcesWithIds(ctx.trx, ctx.tenant.id, ids)).map(row => [row.id, row]))
  const together = new Together(moves)
  const placements = new Map<string, Placement>()
  const refused: string[] = []
  for (const { row, assignment, service, startMs } of moves) {
    if (ctx.turns.isOver) await ctx.turns.pass()
    const resource = resources.get(assignment.to.resource_id)
    const placement =
      resource && (await placeAlone(ctx, { row, assignment, service, startMs }, resource, together))
    if (placement === undefined) refused.push(row.id)
    else placements.set(row.id, placement)
  }
  if (refused.length > 0) throw scheduleChanged(refused)
  return placements
}

async function placeAlone(
  ctx: Context,
  { row, assignment, service, startMs }: Move,
  resource: ResourceRow,
  together: Together,
): Promise<Placement | undefined> {
  const keepsStart = startMs === fromStored(row.start_at)
  const placement = await place(ctx, {
    service,
    candidates: [resource],
    startMs,
    units: row.party_size,
    ...together.around(row, assignment),
    neverPast: true,
    ...(keepsStart && { ignoredRules: rulesOfChoosing }),
  })
  const isChosen = placement.allocations.every(({ group, resourceId }) =>
    assignment.to.allocations.some(to => to.group === group && to.resource_id === resourceId),
  )
  return placement.conflicts.length === 0 && isChosen ? placement : undefined
}

/** All that moves at once, by resource: one booking meets few of a thousand. */
class Together {
  readonly #leaving = new Map<string, string[]>()
  readonly #coming = new Map<string, Beside[]>()

  constructor(moves: readonly Move[]) {
    for (const move of moves) {
      for (const { resource_id } of JSON.parse(move.row.allocations) as { resource_id: string }[])
        listIn(this.#leaving, resource_id).push(move.row.id)
      for (const beside of besideOf(move)) listIn(this.#coming, beside.resourceId).push(beside)
    }
  }

  /** What stands in the way of one of them on the resources that it takes, and what does not any more. */
  around({ id }: BookingRow, { to }: AssignmentObject): { excludeIds: string[]; beside: Beside[] } {
    const excludeIds = [`${id} as moved`]
    const beside: Beside[] = []
    for (const resource of new Set([to.resource_id, ...to.allocations.map(one => one.resource_id)])) {
      append(excludeIds, this.#leaving.get(resource) ?? [])
      append(beside, this.#coming.get(resource) ?? [])
    }
    return { excludeIds, beside }
  }
}

function listIn<Item>(lists: Map<string, Item[]>, key: string): Item[] {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}

/** What a booking will take where it goes; under a name of its own, for by its id it is left out. */
function besideOf({ row, assignment, startMs }: Move): Beside[] {
  return assignment.to.allocations.map(({ resource_id }) => ({
    resourceId: resource_id,
    id: `${row.id} as moved`,
    kind: 'booking',
    startMs,
    endMs: instantMs(assignment.to.end_at),
    bufferBeforeMs: row.buffer_before_min * 60_000,
    bufferAfterMs: row.buffer_after_min * 60_000,
    units: row.party_size,
    serviceId: row.service_id,
  }))
}

function scheduleChanged(ids: readonly string[]): ApiError {
  const named = ids.length > 3 ? `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more` : ids.join(', ')
  return new ApiError('schedule_changed', {
    message: `Nothing was committed: ${named} changed since the run read it, or the new place is not free any more`,
    details: { booking_ids: ids.slice(0, 100), count: ids.length },
  })
}
