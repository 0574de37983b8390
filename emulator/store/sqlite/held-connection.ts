import type Connection from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { bindRunner } from '../direct.ts'
import { RowMemory } from '../row-memory.ts'
import type { Database, Trx } from '../schema.ts'
import { bindSession } from '../session.ts'
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
    begin: () => void statements.run('begin', []),
    end: () => statements.endRead(),
    async release() {
      released.resolve()
      await ended
      await kysely.destroy()
    },
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
