import type { Board } from './board.ts'
import type { Choices } from './choices.ts'
import { compareScores, durationMsOf, type Place, type Schedule, type Score } from './problem.ts'
import { type RandomNumbers, randomNumbers } from './random.ts'

/** What the search found so far. */
export interface Found {
  readonly schedule: Schedule
  readonly score: Score
}

/** How the search goes on; it is told now and then, and may be stopped by answering false. */
export type OnIteration = (iterations: number, best: Found) => boolean

/** Iterations between two words about the progress. */
const stride = 2_048

/**
 * Late acceptance hill climbing: a move stays if the schedule is no worse than it was some moves before. It begins with
 * the board as it stands, and ends after so many moves; time has no say, so that the answer is the same everywhere.
 */
export function searchLocally(
  board: Board,
  choices: Choices,
  iterations: number,
  onIteration: OnIteration,
): Found {
  const { problem } = board
  const random = randomNumbers(problem.seed)
  let current = board.score
  let best: Found = { schedule: board.schedule(), score: current }
  const history: Score[] = Array.from({ length: 20 + 2 * problem.bookings.length }, () => current)
  for (let iteration = 0; iteration < iterations; iteration++) {
    const slot = iteration % history.length
    const limit = history[slot] as Score
    const undo = tryMove(board, choices, random)
    if (undo !== null) {
      const score = board.score
      if (compareScores(score, current) <= 0 || compareScores(score, limit) <= 0) {
        current = score
        if (compareScores(score, best.score) < 0) best = { schedule: board.schedule(), score }
      } else undo()
    }
    if (compareScores(current, limit) < 0) history[slot] = current
    if ((iteration + 1) % stride === 0 && !onIteration(iteration + 1, best)) break
  }
  return best
}

/** Makes some move that keeps the rules. Gives what takes it back; null where none was found. */
function tryMove(board: Board, choices: Choices, random: RandomNumbers): (() => void) | null {
  const broken = board.broken
  const isMending = broken.length > 0 && random.below(4) === 0
  const index = isMending
    ? (broken[random.below(broken.length)] as number)
    : random.below(board.problem.bookings.length)
  const dice = random.below(100)
  if (dice < 12) return goHome(board, index)
  if (dice < 30) return trade(board, choices, random, index)
  const place = somewhere(board, choices, random, index, dice)
  if (place === null || !board.isFree(index, place)) return null
  return moved(board, index, place)
}

function moved(board: Board, index: number, place: Place | null): () => void {
  const before = board.move(index, place)
  return () => void board.move(index, before)
}

function goHome(board: Board, index: number): (() => void) | null {
  if (board.placeOf(index) === null || !board.isFree(index, null)) return null
  return moved(board, index, null)
}

function somewhere(
  board: Board,
  choices: Choices,
  random: RandomNumbers,
  index: number,
  dice: number,
): Place | null {
  const firsts = choices.firstsOf(index)
  if (firsts.length === 0) return null
  const { core, serving } = board.takenOf(index)
  const own = serving[0]?.resource
  const first =
    dice < 45 && own !== undefined && firsts.includes(own)
      ? own
      : (firsts[random.below(firsts.length)] as number)
  const starts = choices.startsOf(index, first)
  if (starts.length === 0) return null
  const startMs = startFor(board, random, { index, first, starts, dice, nowMs: core.startMs })
  return choices.placeAt(index, first, startMs, (resource, fromMs, toMs) =>
    board.hasRoomFor(index, resource, fromMs, toMs),
  )
}

interface Wanted {
  readonly index: number
  readonly first: number
  readonly starts: readonly number[]
  readonly dice: number
  readonly nowMs: number
}

/** A start: right beside somebody, near its own, near its present one, or any. */
function startFor(
  board: Board,
  random: RandomNumbers,
  { index, first, starts, dice, nowMs }: Wanted,
): number {
  const { current, terms } = board.problem.bookings[index] as Board['problem']['bookings'][number]
  if (starts.length === 1 || dice >= 95) return starts[random.below(starts.length)] as number
  if (dice < 70) {
    // Near its own time: what is far away costs more than any gap.
    const block = board.blockNear(first, current.startMs, random.below(7) - 3)
    const beside =
      block === undefined
        ? current.startMs
        : random.below(2) === 0
          ? block.endMs + terms.bufferBeforeMin * 60_000
          : block.startMs -
            terms.bufferAfterMin * 60_000 -
            durationMsOf(board.problem.bookings[index] as never, first)
    return starts[firstFrom(starts, beside)] as number
  }
  const around = dice < 82 ? current.startMs : nowMs
  const at = firstFrom(starts, around) + random.below(9) - 4
  return starts[Math.min(Math.max(at, 0), starts.length - 1)] as number
}

/** Lets two bookings trade their first resources, and their starts as well where they need the same. */
function trade(board: Board, choices: Choices, random: RandomNumbers, index: number): (() => void) | null {
  const other = random.below(board.problem.bookings.length)
  if (other === index || board.broken.includes(index) || board.broken.includes(other)) return null
  const [one, two] = [board.takenOf(index), board.takenOf(other)]
  const [oneFirst, twoFirst] = [one.serving[0]?.resource, two.serving[0]?.resource]
  if (oneFirst === undefined || twoFirst === undefined || oneFirst === twoFirst) return null
  const alike = choices.kindOf(index) === choices.kindOf(other)
  const withStart = alike && board.problem.movable && random.below(2) === 0
  const toOne = placeLike(board, choices, index, twoFirst, withStart ? two.core.startMs : one.core.startMs)
  const toTwo = placeLike(board, choices, other, oneFirst, withStart ? one.core.startMs : two.core.startMs)
  if (toOne === null || toTwo === null) return null
  const [fromOne, fromTwo] = [board.placeOf(index), board.placeOf(other)]
  if (!board.swap(index, toOne, other, toTwo)) return null
  return () => board.restore(index, fromOne, other, fromTwo)
}

/** The same further resources with another first one at a start, as far as the rules of what is fixed allow it. */
function placeLike(
  board: Board,
  choices: Choices,
  index: number,
  first: number,
  startMs: number,
): Place | null {
  const starts = choices.startsOf(index, first)
  if (starts[firstFrom(starts, startMs)] !== startMs) return null
  const booking = board.problem.bookings[index] as Board['problem']['bookings'][number]
  const serving = board.takenOf(index).serving
  const endMs = startMs + durationMsOf(booking, first)
  const resources = [first]
  for (const [groupIndex, { group, resources: eligible }] of booking.groups.entries()) {
    if (groupIndex === 0) continue
    const kept = serving.find(serves => serves.group === group)?.resource
    if (kept === undefined || !eligible.includes(kept) || resources.includes(kept)) return null
    if (!choices.couldServeGroup(index, groupIndex, kept, startMs, endMs)) return null
    resources.push(kept)
  }
  return { startMs, resources }
}

/** The place in an ascending list of the first that is not below; of the last where all are. */
function firstFrom(ascending: readonly number[], limit: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] as number) < limit) low = middle + 1
    else high = middle
  }
  return low
}
