import type Connection from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { Database, Trx } from '../schema.ts'
import type { Store, WholeDatabase } from '../store.ts'
import { replaceRows } from './replace-rows.ts'
import { type ReportWait, WriteQueue } from './write-queue.ts'

/** A store on SQLite, which is also a whole database that can be copied and replaced. */
export interface SqliteStore extends Store, WholeDatabase {}

/** The connections of one database. In memory there is one for reading and writing. */
export interface SqliteParts {
  readonly connection: Connection.Database
  readonly writer: Kysely<Database>
  /** Another connection, which sees what is committed while the writer writes; undefined in memory. */
  readonly reader?: Kysely<Database>
  /** Its file, or null in memory. */
  readonly path: string | null
  /** Told of writes that hold up everybody else. */
  readonly reportWait?: ReportWait
}

/** Opens the doors to a database. The writing connection belongs to the queue until the end. */
export async function createSqliteStore(parts: SqliteParts): Promise<SqliteStore> {
  const { connection, writer, reader, path, reportWait } = parts
  const held = await holdConnection(writer)
  const statements = new Map<string, Connection.Statement>()
  const queue = new WriteQueue(
    {
      trx: held.trx,
      exec(text) {
        let statement = statements.get(text)
        if (statement === undefined) {
          statement = connection.prepare(text)
          statements.set(text, statement)
        }
        statement.run()
      },
      get inTransaction() {
        return connection.inTransaction
      },
    },
    reportWait,
  )
  const serialize = () => queue.alone(async () => connection.serialize())
  return {
    read: work => (reader === undefined ? queue.read(work) : reader.transaction().execute(work)),
    write: work => queue.write(work),
    writeAlone: work => queue.writeAlone(work),
    serialize,
    copyTo: copy => queue.alone(async () => void (await connection.backup(copy))),
    source: async () => (path === null ? { bytes: await serialize() } : { path }),
    replaceWith: (from, change, onCommit) =>
      queue.alone(async () => {
        await replaceRows(connection, held.trx, from, change)
        onCommit()
      }),
    async close() {
      await queue.drained()
      // Kysely closes at once. Whoever gets the one connection has waited for the transaction on it.
      await reader?.connection().execute(async () => {})
      await reader?.destroy()
      held.release()
      await writer.destroy()
    },
  }
}

/** Takes the one connection of the writer for good: the queue orders who uses it. */
async function holdConnection(writer: Kysely<Database>): Promise<{ readonly trx: Trx; release(): void }> {
  const released = Promise.withResolvers<void>()
  const trx = await new Promise<Trx>((resolve, reject) => {
    writer
      .connection()
      .execute(async db => {
        resolve(db as unknown as Trx)
        await released.promise
      })
      .catch(reject)
  })
  return { trx, release: () => released.resolve() }
}
