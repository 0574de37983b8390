import { gridStarts } from '../../../emulator/scheduling/grid.ts'
import {
  compareScores,
  type Place,
  type Problem,
  type ProblemBooking,
  type Schedule,
  type Score,
} from '../../../emulator/scheduling/optimisation/problem.ts'
import { verify } from '../../../emulator/scheduling/optimisation/verify.ts'

/**
 * The best score of a problem, by trying every schedule there is. What it may look like is asked of the verifier alone: of a
 * part of the bookings first, because what some cannot have together, all cannot.
 */
export function bestByTryingAll(problem: Problem): { readonly score: Score; readonly schedules: number } {
  let best: Score | undefined
  let schedules = 0
  const options = problem.bookings.map((booking, index) => [null, ...placesOf(problem, booking, index)])

  function go(chosen: Schedule): void {
    if (chosen.length === problem.bookings.length) {
      schedules += 1
      const { score, refused } = verify(problem, chosen)
      if (refused.length === 0 && (best === undefined || compareScores(score, best) < 0)) best = score
      return
    }
    for (const place of options[chosen.length] ?? []) {
      const next = [...chosen, place]
      if (place !== null && !canStand(problem, next)) continue
      go(next)
    }
  }
  go([])
  if (best === undefined) throw new Error('There is always the schedule in which all stay.')
  return { score: best, schedules }
}

function canStand(problem: Problem, chosen: Schedule): boolean {
  return (
    verify({ ...problem, bookings: problem.bookings.slice(0, chosen.length) }, chosen).refused.length === 0
  )
}

/** Every place that a booking could have if it were alone. */
function placesOf(problem: Problem, booking: ProblemBooking, index: number): Place[] {
  const starts = new Set([booking.current.startMs])
  for (const first of booking.groups[0]?.resources ?? []) {
    const { timezone } = (problem.resources[first] as Problem['resources'][number]).calendar
    for (const startMs of gridStarts(timezone, booking.terms.stepMin, problem.window)) starts.add(startMs)
  }
  const combinations = booking.groups.reduce<number[][]>(
    (all, { resources }) => all.flatMap(chosen => resources.map(resource => [...chosen, resource])),
    [[]],
  )
  const places = [...starts].flatMap(startMs =>
    combinations.map((resources): Place => ({ startMs, resources })),
  )
  const alone = { ...problem, bookings: problem.bookings.slice(index, index + 1) }
  return places.filter(
    place =>
      (place.startMs !== booking.current.startMs ||
        place.resources.some((resource, i) => resource !== booking.current.serving[i]?.resource)) &&
      verify(alone, [place]).refused.length === 0,
  )
}
