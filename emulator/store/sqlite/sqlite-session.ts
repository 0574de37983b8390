import type { RunStatement } from '../direct.ts'
import type { RowMemory } from '../row-memory.ts'
import type { RememberedKind, Session } from '../session.ts'
import { CommittedValues } from './committed-values.ts'

/** The session of the one writing connection. The write queue tells it how transactions end. */
export class SqliteSession implements Session {
  readonly #run: RunStatement
  /** What follows from rows as they are committed; reads of another connection share it. */
  readonly values = new CommittedValues()
  readonly #dirty = new Set<string>()
  /** Of those, the ones with rows that are others now under the same revision. */
  readonly #unrevised = new Set<string>()
  readonly #drawn = new Map<string, number>()
  readonly #kept = new Map<string, unknown>()
  /** Streams that were drawn from in the open transaction, and are not written yet. */
  readonly #pending = new Set<string>()
  /** How to come back, step by step, to what was before the open transaction. */
  readonly #undo: (() => void)[] = []
  #isFlushing = false

  readonly #rows: RowMemory

  constructor(run: RunStatement, rows: RowMemory) {
    this.#run = run
    this.#rows = rows
  }

  remember<Value>(
    table: string,
    key: string,
    load: () => Promise<Value>,
    kind?: RememberedKind,
  ): Promise<Value> {
    // What is read behind a write of the same transaction is not committed.
    return this.values.get(table, key, load, () => !this.#dirty.has(table), kind)
  }

  drawn(stream: string): number {
    const known = this.#drawn.get(stream)
    if (known !== undefined) return known
    const [row] = this.#run('select "drawn" from "id_streams" where "prefix" = ?', [stream])
    const number = (row as { drawn: number } | undefined)?.drawn ?? 0
    this.#drawn.set(stream, number)
    return number
  }

  draw(stream: string, count: number): number {
    const before = this.drawn(stream)
    const wasPending = this.#pending.has(stream)
    this.#undo.push(() => {
      this.#drawn.set(stream, before)
      if (!wasPending) this.#pending.delete(stream)
    })
    this.#drawn.set(stream, before + count)
    this.#pending.add(stream)
    return before + count
  }

  kept(name: string): unknown {
    return this.#kept.get(name)
  }

  keep(name: string, value: unknown): void {
    const before = this.#kept.get(name)
    this.#undo.push(
      () => void (before === undefined ? this.#kept.delete(name) : this.#kept.set(name, before)),
    )
    this.#kept.set(name, value)
  }

  written(): ReadonlySet<string> {
    return new Set(this.#dirty)
  }

  mark(): number {
    return this.#undo.length
  }

  undoTo(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()?.()
  }

  /** A statement that writes a table is about to run, and counts the revisions of what it changes or does not. */
  note(table: string, isRevising: boolean): void {
    this.#dirty.add(table)
    if (!isRevising) this.#unrevised.add(table)
    if (table === 'id_streams' && !this.#isFlushing) this.#giveUpStreams()
  }

  /** Somebody writes the streams as rows: from here on they are as the database says, until that is undone. */
  #giveUpStreams(): void {
    this.flush()
    const [drawn, pending] = [new Map(this.#drawn), new Set(this.#pending)]
    this.#undo.push(() => {
      this.#drawn.clear()
      for (const [stream, number] of drawn) this.#drawn.set(stream, number)
      // What was written for them went with the rows that are undone.
      for (const stream of pending) this.#pending.add(stream)
    })
    this.#drawn.clear()
    this.#pending.clear()
  }

  /** Writes down how far the streams were drawn; to be called before the commit. */
  flush(): void {
    if (this.#pending.size === 0) return
    this.#isFlushing = true
    try {
      for (const stream of this.#pending) {
        this.#run(
          'insert into "id_streams" ("prefix", "drawn") values (?, ?) on conflict ("prefix") do update set "drawn" = excluded."drawn"',
          [stream, this.#drawn.get(stream) ?? 0],
        )
      }
    } finally {
      this.#isFlushing = false
    }
  }

  /** The transaction is committed: its draws stand, and the tables that it wrote are read anew. */
  committed(): void {
    this.#undo.length = 0
    this.#pending.clear()
    this.values.committed(this.#dirty)
    this.#forgetDirty()
  }

  /** The transaction is undone. */
  undone(): void {
    this.undoTo(0)
    this.#forgetDirty()
  }

  /** All rows are others. */
  forget(): void {
    this.values.forget()
    this.#dirty.clear()
    this.#drawn.clear()
    this.#kept.clear()
    this.#pending.clear()
    this.#undo.length = 0
    this.#unrevised.clear()
    this.#rows.forget()
  }

  /** Replaces all rows. */
  async replacing(work: () => Promise<void>): Promise<void> {
    try {
      await this.values.replacing(work)
    } finally {
      this.forget()
    }
  }

  #forgetDirty(): void {
    this.#dirty.clear()
    for (const table of this.#unrevised) this.#rows.forget(table)
    this.#unrevised.clear()
  }
}
