import type Connection from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { bindRunner } from '../direct.ts'
import { RowMemory } from '../row-memory.ts'
import type { Database, Trx } from '../schema.ts'
import { bindRemembering, bindSession } from '../session.ts'
import { type CommittedValues, ReadMemory } from './committed-values.ts'
import { statementsOf } from './migrate-connection.ts'
import { SqliteSession } from './sqlite-session.ts'

/** The one connection of a Kysely, taken for good: whoever holds it orders who uses it. */
export type HeldConnection = Awaited<ReturnType<typeof holdConnection>>

/** Takes it. */
export async function holdConnection(kysely: Kysely<Database>) {
  const released = Promise.withResolvers<void>()
  const statements = statementsOf(kysely)
  let ended: Promise<void> = Promise.resolve()
  const trx = await new Promise<Trx>((resolve, reject) => {
    ended = kysely.connection().execute(async db => {
      resolve(db as unknown as Trx)
      await released.promise
    })
    ended.catch(reject)
  })
  bindRunner(trx, statements.run)
  return {
    trx,
    statements,
    exec: (text: string) => void statements.run(text, []),
    async release() {
      released.resolve()
      await ended
      await kysely.destroy()
    },
  }
}

/** Takes a connection that only reads, beside the one writer of the database, and shares what that remembers. */
export async function holdReader(kysely: Kysely<Database>, values: CommittedValues) {
  const held = await holdConnection(kysely)
  const memory = new ReadMemory(values)
  bindRemembering(held.trx, memory)
  return {
    ...held,
    /** Begins a transaction. SQLite hears of it with the first statement: what is remembered needs none. */
    begin() {
      memory.begin()
      held.statements.beginRead()
    },
    /** Before a commit: the open transaction goes on seeing what it has seen so far. */
    hold: () => held.statements.holdRead(),
    end: () => held.statements.endRead(),
  }
}

/** A connection for writing, with what is remembered of its database. */
export interface WritingConnection extends HeldConnection {
  readonly connection: Connection.Database
  readonly session: SqliteSession
  /** What reads remember of the rows that it commits. */
  readonly rows: RowMemory
}

/** Takes the connection of the one writer of a database. */
export async function holdWriter(
  connection: Connection.Database,
  kysely: Kysely<Database>,
): Promise<WritingConnection> {
  const held = await holdConnection(kysely)
  const rows = new RowMemory()
  const session = new SqliteSession(held.statements.run, rows)
  held.statements.onWrite = (table, isRevising) => session.note(table, isRevising)
  bindSession(held.trx, session)
  return { ...held, connection, session, rows }
}
