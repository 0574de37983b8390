import type { AssignmentObject } from '../../objects/schedule/optimization.ts'
import {
  durationMsOf,
  type Place,
  type Problem,
  type ProblemBooking,
  type RuleBreak,
  type Schedule,
} from '../../scheduling/optimisation/problem.ts'
import { costTable } from '../../scheduling/optimisation/soft-costs.ts'
import { breaksOfStaying, calendarsWith } from '../../scheduling/optimisation/verify.ts'
import { toAnswer, toStored } from '../../store/instants.ts'

/** What a schedule moves, as the API answers it: by start as it was. Yields wherever others may get their turn. */
export function* assignmentsOf(problem: Problem, schedule: Schedule): Generator<void, AssignmentObject[]> {
  const costs = costTable(problem)
  const before = calendarsWith(
    problem,
    problem.bookings.map(() => null),
  )
  const moved: AssignmentObject[] = []
  for (const [index, booking] of problem.bookings.entries()) {
    const place = schedule[index] ?? null
    if (place === null) continue
    const [broken] = breaksOfStaying(problem, booking, before)
    const [was, becomes] = [costs.ownOf(booking, null), costs.ownOf(booking, place)]
    moved.push({
      booking_id: booking.id,
      from: placeObject(problem, booking, null),
      to: placeObject(problem, booking, place),
      reason: reasonOf(broken, was, becomes),
      revision: booking.revision,
    })
    yield
  }
  return moved.toSorted(
    (a, b) => compare(a.from.start_at, b.from.start_at) || compare(a.booking_id, b.booking_id),
  )
}

function placeObject(
  { resources }: Problem,
  booking: ProblemBooking,
  place: Place | null,
): AssignmentObject['from'] {
  const { current, groups } = booking
  const idOf = (resource: number | undefined) => resources[resource ?? -1]?.calendar.id ?? ''
  const serving =
    place === null
      ? current.serving
      : groups.map(({ group }, index) => ({ group, resource: place.resources[index] ?? -1 }))
  const startMs = place?.startMs ?? current.startMs
  const endMs = place === null ? current.endMs : startMs + durationMsOf(booking, place.resources[0] ?? -1)
  return {
    start_at: toAnswer(toStored(startMs)),
    end_at: toAnswer(toStored(endMs)),
    resource_id: idOf(serving[0]?.resource),
    allocations: serving.map(({ group, resource }) => ({ group, resource_id: idOf(resource) })),
  }
}

type Own = ReturnType<ReturnType<typeof costTable>['ownOf']>

function reasonOf(broken: RuleBreak | undefined, was: Own, becomes: Own): string {
  if (broken !== undefined) return `its place breaks ${broken.rule}`
  if (becomes.preferred_staff_missed < was.preferred_staff_missed)
    return 'with whoever served the customer last'
  if (becomes.overtime < was.overtime) return 'out of overtime'
  return 'closes gaps, evens out the work, or makes room for others'
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
