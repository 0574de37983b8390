import type { LinearModel } from './linear-model.ts'

/** What a column adds to something that is limited. */
interface Entry {
  readonly column: number
  readonly booking: number
  readonly weight: number
  /** Whether the limit binds it: whoever stays where he broke a rule already takes room, and is not bound. */
  readonly binds: boolean
}

/** Limits of units and bookings, each with what counts towards it. */
export class LimitRows {
  readonly #rows = new Map<string, { readonly limit: number; readonly entries: Entry[] }>()

  add(key: string, limit: number, entry: Entry): void {
    const row = this.#rows.get(key) ?? { limit, entries: [] }
    row.entries.push(entry)
    this.#rows.set(key, row)
  }

  /** Writes the limits as rows. Those that hold whatever is chosen are left out, and the same one is written once. */
  writeTo(model: LinearModel): void {
    const written = new Set<string>()
    for (const { limit, entries } of this.#rows.values()) {
      if (mostOf(entries) <= limit || !entries.some(({ binds }) => binds)) continue
      const text = `${limit} ${entries.map(({ column, weight, binds }) => `${column},${weight},${binds}`).join(' ')}`
      if (written.has(text)) continue
      written.add(text)
      writeRow(model, limit, entries)
    }
  }
}

function writeRow(model: LinearModel, limit: number, entries: readonly Entry[]): void {
  const all = entries.map(({ column, weight }) => [column, weight] as const)
  if (mostOf(entries.filter(({ binds }) => !binds)) <= limit) {
    model.row(all, Number.NEGATIVE_INFINITY, limit)
    return
  }
  // Those that are not bound may be too many by themselves: then the limit counts for each that is bound, where it is chosen.
  const slack = mostOf(entries)
  for (const booking of new Set(entries.filter(({ binds }) => binds).map(entry => entry.booking))) {
    const own = entries.filter(entry => entry.binds && entry.booking === booking)
    const switched = own.map(({ column }) => [column, slack] as const)
    model.row([...all, ...switched], Number.NEGATIVE_INFINITY, limit + slack)
  }
}

/** The most that entries can add up to: each booking has one of its columns. */
function mostOf(entries: readonly Entry[]): number {
  const most = new Map<number, number>()
  for (const { booking, weight } of entries) most.set(booking, Math.max(most.get(booking) ?? 0, weight))
  return [...most.values()].reduce((sum, weight) => sum + weight, 0)
}
