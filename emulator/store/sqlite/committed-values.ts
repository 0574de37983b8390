import type { Remembering } from '../session.ts'

/** As many values are remembered of a table; after that it begins anew. */
const mostRemembered = 2_000

/** Values that follow from rows as they are committed, by table and key, until somebody commits others to the table. */
export class CommittedValues {
  readonly #tables = new Map<string, Map<string, unknown>>()
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
  ): Promise<Value> {
    if (this.#replacing > 0 || !isCommitted()) return await load()
    const known = this.#tables.get(table)
    if (known?.has(key) === true) return known.get(key) as Value
    const value = await load()
    if (this.#replacing > 0 || !isCommitted()) return value
    let values = this.#tables.get(table)
    if (values === undefined || values.size >= mostRemembered) {
      values = new Map()
      this.#tables.set(table, values)
    }
    values.set(key, value)
    return value
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

  remember<Value>(table: string, key: string, load: () => Promise<Value>): Promise<Value> {
    return this.#values.get(table, key, load, () => this.#values.commits === this.#begunAt)
  }
}
