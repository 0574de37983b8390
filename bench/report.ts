/** One figure, and the CPU time of the server for each request where it is known. */
export interface Figure {
  readonly value: number
  readonly cpuUs?: number | undefined
}

/** A run of each, and the CPU time of each server for a request where it is known. */
export interface Pair {
  readonly ours: number
  readonly floor: number
  readonly oursCpuUs?: number | undefined
  readonly floorCpuUs?: number | undefined
}

/** One measured thing: pairs of runs, ours and the floor's, taken in turns. */
export interface BenchRow {
  readonly what: string
  readonly floor: string
  readonly unit: 'ms' | '/s' | 'MB' | 'cost'
  readonly target: string
  readonly pairs: readonly Pair[]
}

/**
 * Runs the sides in turns, so that a busy machine is fair to all of them; the first turn warms up and is not counted.
 * Answers the figures of each turn, in the order of the sides.
 */
export async function inTurns(
  sides: readonly (() => Promise<Figure>)[],
  rounds: number,
): Promise<readonly (readonly Figure[])[]> {
  const turns: Figure[][] = []
  for (let round = 0; round <= rounds; round++) {
    const turn: Figure[] = []
    // Whoever comes second may find the machine warmer: every other turn begins at the other end.
    const order = round % 2 === 0 ? [...sides.keys()] : [...sides.keys()].reverse()
    for (const at of order) {
      const side = sides[at]
      if (side !== undefined) turn[at] = await side()
    }
    if (round > 0) turns.push(turn)
  }
  return turns
}

/** The pairs of the first side and another one. */
export function pairsOf(turns: readonly (readonly Figure[])[], other: number): readonly Pair[] {
  return turns.flatMap(turn => {
    const [ours, floor] = [turn[0], turn[other]]
    if (ours === undefined || floor === undefined) return []
    return [{ ours: ours.value, floor: floor.value, oursCpuUs: ours.cpuUs, floorCpuUs: floor.cpuUs }]
  })
}

/** The row as people read it: medians, and the median of the ratios with its range. */
export function lineOf({ what, floor, unit, target, pairs }: BenchRow): string {
  const ratios = pairs.map(pair => pair.ours / pair.floor)
  const figure = (value: number) => {
    if (unit === '/s') return `${Math.round(value)}/s`
    if (unit === 'cost') return String(value)
    return `${value.toFixed(unit === 'ms' && value < 10 ? 2 : 1)} ${unit}`
  }
  const range = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`
  return [
    what.padEnd(42),
    figure(median(pairs.map(pair => pair.ours))).padStart(10),
    figure(median(pairs.map(pair => pair.floor))).padStart(10),
    `${medianRatio({ pairs }).toFixed(2)}x`.padStart(8),
    range.padStart(13),
    cpuOf(pairs).padStart(18),
    `  ${target.padEnd(10)} ${floor}`,
  ].join(' ')
}

/** The line above the rows. */
export const heading = headingOf('ours', 'floor', 'the floor is')

/** The same where both sides have names of their own. */
export function headingOf(ours: string, floor: string, remark: string): string {
  return [
    'what'.padEnd(42),
    ours.padStart(10),
    floor.padStart(10),
    'ratio'.padStart(8),
    'range'.padStart(13),
    'CPU us/request'.padStart(18),
    `  ${'target'.padEnd(10)} ${remark}`,
  ].join(' ')
}

/** The median of the ratios of a row, ours to the floor's. */
export function medianRatio({ pairs }: Pick<BenchRow, 'pairs'>): number {
  return median(pairs.map(({ ours, floor }) => ours / floor))
}

/** CPU time for a request, ours and the floor's, and the floor's share of ours: a ratio that a busy machine leaves alone. */
function cpuOf(pairs: readonly Pair[]): string {
  const known = pairs.flatMap(({ oursCpuUs, floorCpuUs }) =>
    oursCpuUs === undefined || floorCpuUs === undefined ? [] : [[oursCpuUs, floorCpuUs] as const],
  )
  if (known.length === 0) return ''
  const [ours, floor] = [median(known.map(([value]) => value)), median(known.map(([, value]) => value))]
  return `${Math.round(ours)}/${Math.round(floor)} ${(floor / ours).toFixed(2)}x`
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('Nothing was measured.')
  return middle
}
