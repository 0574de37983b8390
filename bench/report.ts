/** One measured thing: pairs of runs, ours and the floor's, taken in turns. */
export interface BenchRow {
  readonly what: string
  readonly floor: string
  readonly unit: 'ms' | '/s' | 'MB'
  readonly target: string
  readonly pairs: readonly { readonly ours: number; readonly floor: number }[]
}

/** The row as people read it: medians, and the median of the ratios with its range. */
export function lineOf({ what, floor, unit, target, pairs }: BenchRow): string {
  const ratios = pairs.map(pair => pair.ours / pair.floor)
  const figure = (value: number) => {
    if (unit === '/s') return `${Math.round(value)}/s`
    return `${value.toFixed(unit === 'ms' && value < 10 ? 2 : 1)} ${unit}`
  }
  const range = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`
  return [
    what.padEnd(34),
    figure(median(pairs.map(pair => pair.ours))).padStart(10),
    figure(median(pairs.map(pair => pair.floor))).padStart(10),
    `${median(ratios).toFixed(2)}x`.padStart(8),
    range.padStart(12),
    `  ${target.padEnd(10)} ${floor}`,
  ].join(' ')
}

export const heading = [
  'what'.padEnd(34),
  'ours'.padStart(10),
  'floor'.padStart(10),
  'ratio'.padStart(8),
  'range'.padStart(12),
  '  target     the floor is',
].join(' ')

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('Nothing was measured.')
  return middle
}
