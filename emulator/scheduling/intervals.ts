/** A half-open span of time, `[startMs, endMs)`, in epoch milliseconds. It is empty unless start < end. */
export interface Interval {
  readonly startMs: number
  readonly endMs: number
}

/**
 * The set of instants in any of the intervals, as sorted, disjoint, non-touching intervals. All other
 * functions here take and return sets in this form.
 */
export function union(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(({ startMs, endMs }) => startMs < endMs)
  sorted.sort((a, b) => a.startMs - b.startMs)
  const merged: Interval[] = []
  for (const { startMs, endMs } of sorted) {
    const last = merged.at(-1)
    if (last === undefined || startMs > last.endMs) merged.push({ startMs, endMs })
    else if (endMs > last.endMs) merged[merged.length - 1] = { startMs: last.startMs, endMs }
  }
  return merged
}

/** The instants in both sets. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const common: Interval[] = []
  let i = 0
  let j = 0
  for (let left = a[i], right = b[j]; left !== undefined && right !== undefined; left = a[i], right = b[j]) {
    const startMs = Math.max(left.startMs, right.startMs)
    const endMs = Math.min(left.endMs, right.endMs)
    if (startMs < endMs) common.push({ startMs, endMs })
    if (left.endMs < right.endMs) i++
    else j++
  }
  return common
}

/** The instants of the first set that are not in the second. */
export function subtract(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return b.length === 0 ? [...a] : intersect(a, complement(b))
}

/** Whether every instant of the interval is in the set. Nothing is in every set. */
export function contains(set: readonly Interval[], interval: Interval): boolean {
  if (interval.startMs >= interval.endMs) return true
  const holder = set[firstEndingAfter(set, interval.startMs)]
  return holder !== undefined && holder.startMs <= interval.startMs && interval.endMs <= holder.endMs
}

/** Whether any instant of the interval is in the set. */
export function meets(set: readonly Interval[], interval: Interval): boolean {
  if (interval.startMs >= interval.endMs) return false
  const next = set[firstEndingAfter(set, interval.startMs)]
  return next !== undefined && next.startMs < interval.endMs
}

/** Whether two intervals, neither of them empty, share an instant. */
export function overlaps(a: Interval, b: Interval): boolean {
  return Math.max(a.startMs, b.startMs) < Math.min(a.endMs, b.endMs)
}

/** The set, as far as it lies in the window. */
export function clip(set: readonly Interval[], window: Interval): Interval[] {
  return intersect(set, [window])
}

function complement(set: readonly Interval[]): Interval[] {
  const gaps: Interval[] = []
  let startMs = Number.NEGATIVE_INFINITY
  for (const interval of set) {
    if (startMs < interval.startMs) gaps.push({ startMs, endMs: interval.startMs })
    startMs = interval.endMs
  }
  if (startMs < Number.POSITIVE_INFINITY) gaps.push({ startMs, endMs: Number.POSITIVE_INFINITY })
  return gaps
}

/** Index of the first interval that ends after the instant: the only one that can contain it. */
function firstEndingAfter(set: readonly Interval[], instantMs: number): number {
  let low = 0
  let high = set.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const interval = set[middle]
    if (interval !== undefined && interval.endMs <= instantMs) low = middle + 1
    else high = middle
  }
  return low
}
