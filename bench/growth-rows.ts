import type { BenchRow } from './report.ts'

/** What something takes with so many bookings there: milliseconds, the median of many runs. */
export interface Grown {
  readonly what: string
  readonly bookings: number
  readonly ms: number
}

type Measure = (bookings: number, report: (grown: Grown) => void) => Promise<void>

/** Sizes that are held against the smallest; the largest fills a file for minutes. */
export function growthSizes(million: boolean): readonly number[] {
  return million ? [1_000, 100_000, 1_000_000] : [1_000, 100_000]
}

/** Measures the same things at each size: a row for each of them and each larger size, with the smallest as the floor. */
export async function growthRows(sizes: readonly number[], measure: Measure): Promise<BenchRow[]> {
  const measured: Grown[] = []
  for (const size of sizes) await measure(size, grown => void measured.push(grown))
  const [smallest = 0] = sizes
  return measured.flatMap(({ what, bookings, ms }) => {
    const floor = measured.find(other => other.what === what && other.bookings === smallest)
    if (floor === undefined || bookings === smallest) return []
    return [
      {
        what: `${what}, ${bookings.toLocaleString('en')}`,
        floor: `the same of ${smallest.toLocaleString('en')}`,
        unit: 'ms',
        target: '<= 1.50x',
        pairs: [{ ours: ms, floor: floor.ms }],
      },
    ]
  })
}
