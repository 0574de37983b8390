import type { RememberedKind, Remembering } from '../session.ts'

/** As much is remembered of a table; after that it begins anew. A page holds up to a hundred rows, and its text. */
const mostRemembered: Readonly<Record<RememberedKind, number>> = { values: 2_000, pages: 50 }

type Remembered = Readonly<Record<RememberedKind, Map<string, unknown>>>

/** Values that follow from rows as they are committed, by table and key, until somebody commits others to the table. */
export class CommittedValues {
  readonly #tables = new Map<string, Remembered>()
  #commits = 0
  #replacing = 0

  /** How many commits there were. Who began to read before the last one may see older rows. */
  get commits(): number {
    return this.#commits
  }

  /**
   * The value of a key, loaded where it is not known. `isCommitted` tells whether what `load` reads is what was
   * committed last: where it is not, nothing is remembered, and what is remembered is not for whoever asks.
   */
  async get<Value>(
    table: string,
    key: string,
    load: () => Promise<Value>,
    isCommitted: () => boolean,
    kind: RememberedKind = 'values',
  ): Promise<Value> {
    if (this.#replacing > 0 || !isCommitted()) return await load()
    const known = this.#tables.get(table)?.[kind]
    if (known?.has(key) === true) return known.get(key) as Value
    const value = await load()
    if (this.#replacing > 0 || !isCommitted()) return value
    const values = this.#of(table)[kind]
    if (values.size >= mostRemembered[kind]) values.clear()
    values.set(key, value)
    return value
  }

  #of(table: string): Remembered {
    let remembered = this.#tables.get(table)
    if (remembered === undefined) {
      remembered = { values: new Map(), pages: new Map() }
      this.#tables.set(table, remembered)
    }
    return remembered
  }

  /** Rows of these tables were committed. */
  committed(tables: Iterable<string>): void {
    this.#commits += 1
    for (const table of tables) this.#tables.delete(table)
  }

  /** All rows are others. */
  forget(): void {
    this.#commits += 1
    this.#tables.clear()
  }

  /** Replaces all rows. Nothing is remembered meanwhile, nor of before. */
  async replacing(work: () => Promise<void>): Promise<void> {
    this.#replacing += 1
    this.forget()
    try {
      await work()
    } finally {
      this.#replacing -= 1
      this.forget()
    }
  }
}

/** What transactions of a reading connection remember, in turn: they see the rows that were committed when each began. */
export class ReadMemory implements Remembering {
  readonly #values: CommittedValues
  #begunAt = 0

  constructor(values: CommittedValues) {
    this.#values = values
  }

  /** A transaction begins. */
  begin(): void {
    this.#begunAt = this.#values.commits
  }

  remember<Value>(
    table: string,
    key: string,
    load: () => Promise<Value>,
    kind?: RememberedKind,
  ): Promise<Value> {
    return this.#values.get(table, key, load, () => this.#values.commits === this.#begunAt, kind)
  }
}
