import type Connection from 'better-sqlite3'
import { storedMs } from '../../instants.ts'
import { schemaVersion } from '../../migrate.ts'
import { type SnapshotFacts, UnusableSnapshot } from '../../snapshot-facts.ts'
import type { DatabaseSource } from '../../store.ts'
import { edited, openForReading } from '../database-source.ts'
import { versionOf } from '../migrate-connection.ts'

/** What SQLite's header names as the owner of a snapshot: the letters `idsn`. */
const applicationId = 0x6964736e

/** What a snapshot's file says of it. */
export type FileFacts = SnapshotFacts & { readonly schemaVersion: number }

/** Makes a copy of a sandbox a snapshot. `factsOf` is told the setting `clock` of the copy. */
export function markSnapshot(
  source: DatabaseSource,
  factsOf: (clock: string | undefined) => SnapshotFacts,
): DatabaseSource {
  return edited(source, connection => {
    connection.transaction(() => {
      const facts = JSON.stringify(factsOf(settingOf(connection, 'clock')))
      connection.prepare(`insert or replace into sandbox_settings values ('snapshot', ?)`).run(facts)
      connection.pragma(`application_id = ${applicationId}`)
    })()
  })
}

/** What a snapshot knows of itself, and its schema version, which is not newer than ours. Throws UnusableSnapshot. */
export function readSnapshot(source: DatabaseSource): FileFacts {
  let connection: Connection.Database | undefined
  try {
    connection = openForReading(source)
    return factsIn(connection)
  } catch (error) {
    throw asUnusable(error)
  } finally {
    connection?.close()
  }
}

/** The facts in an open file. Nothing that a stranger wrote into its schema runs. Throws UnusableSnapshot. */
export function factsIn(connection: Connection.Database): FileFacts {
  if (Number(connection.pragma('application_id', { simple: true })) !== applicationId)
    throw new UnusableSnapshot('not_a_snapshot', 'is a database, and no snapshot of a sandbox')
  const version = versionOf(connection)
  if (version > schemaVersion) {
    throw new UnusableSnapshot(
      'newer_schema',
      `has schema version ${version}, and this release knows versions up to ${schemaVersion}; install the newest ideadunes`,
    )
  }
  if (version < 1)
    throw new UnusableSnapshot('not_a_snapshot', `has schema version ${version}, which no release has`)
  if (!hasPlainSettings(connection))
    throw new UnusableSnapshot(
      'not_a_snapshot',
      'does not have the table sandbox_settings of its schema version',
    )
  const setting = settingOf(connection, 'snapshot')
  if (setting === undefined) throw new UnusableSnapshot('not_a_snapshot', 'does not say what it is')
  return { ...factsFrom(setting), schemaVersion: version }
}

/** What SQLite and JSON cannot read is damaged. Gives the error that is to be thrown. */
export function asUnusable(error: unknown): unknown {
  if (error instanceof UnusableSnapshot) return error
  const { code, message } = error as { code?: unknown; message: string }
  if (code === 'SQLITE_NOTADB') return new UnusableSnapshot('not_a_snapshot', 'is no SQLite database', error)
  // A disk that is full says nothing of the file.
  const isOfFile = typeof code === 'string' && code.startsWith('SQLITE_') && code !== 'SQLITE_FULL'
  return isOfFile ? new UnusableSnapshot('damaged', `cannot be read: ${message}`, error) : error
}

/** A view or a computed column of that name would run what it likes, as soon as it is read. */
function hasPlainSettings(connection: Connection.Database): boolean {
  const made = connection
    .prepare(`select sql from sqlite_schema where type = 'table' and name = 'sandbox_settings'`)
    .get() as { sql: string } | undefined
  if (made === undefined || !/^create table /i.test(made.sql)) return false
  const columns = connection.pragma('table_xinfo(sandbox_settings)') as { name: string; hidden: number }[]
  return columns.map(({ name, hidden }) => `${name} ${hidden}`).join() === 'name 0,value 0'
}

function factsFrom(setting: string): SnapshotFacts {
  const unreadable = new UnusableSnapshot('damaged', 'does not say when it was saved, and by whom')
  let facts: Partial<SnapshotFacts> | null
  try {
    facts = JSON.parse(setting)
  } catch {
    throw unreadable
  }
  const texts = [facts?.name, facts?.version, facts?.sandbox]
  const instants = [facts?.savedAt, facts?.clock?.now]
  if (!texts.every(text => typeof text === 'string' && /^[ -~]{1,200}$/.test(text))) throw unreadable
  if (!['real', 'offset', 'frozen'].includes(String(facts?.clock?.mode))) throw unreadable
  if (!instants.every(instant => storedMs(instant) !== null)) throw unreadable
  return facts as SnapshotFacts
}

function settingOf(connection: Connection.Database, name: 'clock' | 'snapshot'): string | undefined {
  const row = connection.prepare('select value from sandbox_settings where name = ?').get(name)
  const value = (row as { value: unknown } | undefined)?.value
  return typeof value === 'string' ? value : undefined
}
