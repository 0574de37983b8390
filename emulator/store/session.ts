import type { Trx } from './schema.ts'

/** What is remembered of a table: values by the thousand, or pages of lists, each of which holds many rows. */
export type RememberedKind = 'values' | 'pages'

/** What is remembered of committed rows, as a transaction may see it. */
export interface Remembering {
  /** The value of a key of a table, read once for as long as nobody writes the table. */
  remember<Value>(
    table: string,
    key: string,
    load: () => Promise<Value>,
    kind?: RememberedKind,
  ): Promise<Value>
}

/**
 * What a process that is the only writer of a database may remember of it: rows as they are committed, and how far
 * each stream of ids is drawn. A table that the open transaction has written is dirty: everybody reads the database
 * then, and what was remembered of it goes with the end of the transaction.
 */
export interface Session extends Remembering {
  /** Takes numbers of a stream; gives the newest. It is written when the transaction commits. */
  draw(stream: string, count: number): number
  /** The newest number of a stream. */
  drawn(stream: string): number
  /** The tables that the open transaction has written so far, by this write or by those that commit with it. */
  written(): ReadonlySet<string>
  /** What was kept under a name, by this transaction or one before; undefined for nothing. */
  kept(name: string): unknown
  /** Keeps something that follows from the rows that were written, and goes when they are undone. */
  keep(name: string, value: unknown): void
  /** Where the session stands, to come back to when rows are undone. */
  mark(): number
  undoTo(mark: number): void
}

const sessions = new WeakMap<object, Session>()
const memories = new WeakMap<object, Remembering>()

/** The session of a transaction object, or undefined where others may write too. */
export function sessionOf(trx: Trx): Session | undefined {
  return sessions.get(trx)
}

/** Gives a transaction object its session: it is the same object for every transaction of the connection. */
export function bindSession(trx: Trx, session: Session): void {
  sessions.set(trx, session)
  memories.set(trx, session)
}

/** Lets a transaction object that only reads remember. */
export function bindRemembering(trx: Trx, memory: Remembering): void {
  memories.set(trx, memory)
}

/** Remembers what `load` reads, where that is possible. */
export async function remembered<Value>(
  trx: Trx,
  table: string,
  key: string,
  load: () => Promise<Value>,
  kind: RememberedKind = 'values',
): Promise<Value> {
  const memory = memories.get(trx)
  return memory === undefined ? await load() : await memory.remember(table, key, load, kind)
}
