/** A linear model over integers, in the making: columns with their costs, rows with their limits. */
export class LinearModel {
  readonly costs: number[] = []
  readonly uppers: number[] = []
  readonly lowers: number[] = []
  readonly rowLowers: number[] = []
  readonly rowUppers: number[] = []
  readonly starts: number[] = [0]
  readonly indices: number[] = []
  readonly values: number[] = []

  /** A column of whole numbers from `lower` to `upper`; gives its place. */
  column(cost: number, upper = 1, lower = 0): number {
    this.costs.push(cost)
    this.uppers.push(upper)
    this.lowers.push(lower)
    return this.costs.length - 1
  }

  /** A row: the sum of its terms lies between two limits. Terms of one column add up. */
  row(terms: Iterable<readonly [column: number, value: number]>, lower: number, upper: number): void {
    const sums = new Map<number, number>()
    for (const [column, value] of terms) sums.set(column, (sums.get(column) ?? 0) + value)
    for (const [column, value] of sums) {
      if (value === 0) continue
      this.indices.push(column)
      this.values.push(value)
    }
    this.starts.push(this.indices.length)
    this.rowLowers.push(lower)
    this.rowUppers.push(upper)
  }

  get columns(): number {
    return this.costs.length
  }

  get rows(): number {
    return this.rowUppers.length
  }
}
