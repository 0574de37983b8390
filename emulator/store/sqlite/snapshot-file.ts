import { constants, copyFileSync, rmSync } from 'node:fs'
import Connection from 'better-sqlite3'
import { schemaVersion } from '../migrate.ts'
import { type SnapshotFacts, UnusableSnapshot } from '../snapshot-facts.ts'
import type { DatabaseSource } from '../store.ts'
import { edited, openForReading } from './database-source.ts'
import { kyselyOver, migrateConnection, versionOf } from './migrate-connection.ts'
import { openMemoryConnection } from './open.ts'
import { columnsOf, sameColumns } from './tables.ts'

/** What SQLite's header names as the owner of a snapshot: the letters `idsn`. */
const applicationId = 0x6964736e

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
export function readSnapshot(source: DatabaseSource): SnapshotFacts & { readonly schemaVersion: number } {
  return reading(source, factsIn)
}

/**
 * Checks all of a file that comes from outside: that it is a snapshot, that its pages are sound, and that it holds
 * rows and nothing that would run. Throws UnusableSnapshot.
 */
export function checkSnapshot(source: DatabaseSource): SnapshotFacts & { readonly schemaVersion: number } {
  return reading(source, connection => {
    const facts = factsIn(connection)
    const faults = connection.pragma('quick_check(1)', { simple: true })
    if (faults !== 'ok') throw new UnusableSnapshot('damaged', `is damaged: ${faults}`)
    const code = connection
      .prepare(`select name from sqlite_master where type in ('view', 'trigger') limit 1`)
      .get()
    if (code !== undefined)
      throw new UnusableSnapshot('not_a_snapshot', 'has views or triggers, which no snapshot has')
    return facts
  })
}

/**
 * Checks that a snapshot has the tables and columns of the newest schema, or gets them when it is brought up to date:
 * that is tried on a copy, beside a file. Throws UnusableSnapshot.
 */
export async function checkTables(source: DatabaseSource): Promise<void> {
  const copy = 'path' in source ? copyBeside(source.path) : undefined
  const tried =
    copy === undefined ? openMemoryConnection((source as { bytes: Buffer }).bytes) : new Connection(copy)
  const fresh = openMemoryConnection()
  try {
    for (const connection of [tried, fresh])
      await migrateConnection(connection, kyselyOver(connection, 'writer'))
    if (sameColumns(columnsOf(tried, 'main'), columnsOf(fresh, 'main'))) return
  } catch (error) {
    const { message } = error as Error
    throw new UnusableSnapshot('damaged', `cannot be brought to the present schema: ${message}`, error)
  } finally {
    tried.close()
    fresh.close()
    if (copy !== undefined) rmSync(copy, { force: true })
  }
  throw new UnusableSnapshot('not_a_snapshot', 'does not have the tables of its schema version')
}

function copyBeside(path: string): string {
  const copy = `${path}.tried`
  copyFileSync(path, copy, constants.COPYFILE_FICLONE)
  return copy
}

function factsIn(connection: Connection.Database): SnapshotFacts & { readonly schemaVersion: number } {
  if (Number(connection.pragma('application_id', { simple: true })) !== applicationId)
    throw new UnusableSnapshot('not_a_snapshot', 'is a database, and no snapshot of a sandbox')
  const version = versionOf(connection)
  if (version > schemaVersion) {
    throw new UnusableSnapshot(
      'newer_schema',
      `has schema version ${version}, and this release knows versions up to ${schemaVersion}; install the newest ideadunes`,
    )
  }
  const setting = settingOf(connection, 'snapshot')
  if (setting === undefined) throw new UnusableSnapshot('not_a_snapshot', 'does not say what it is')
  const facts = JSON.parse(setting) as Partial<SnapshotFacts> | null
  const texts = [
    facts?.name,
    facts?.savedAt,
    facts?.version,
    facts?.sandbox,
    facts?.clock?.mode,
    facts?.clock?.now,
  ]
  if (!texts.every(text => typeof text === 'string' && text !== ''))
    throw new UnusableSnapshot('damaged', 'does not say when it was saved, and by whom')
  return { ...(facts as SnapshotFacts), schemaVersion: version }
}

function settingOf(connection: Connection.Database, name: 'clock' | 'snapshot'): string | undefined {
  const row = connection.prepare('select value from sandbox_settings where name = ?').get(name)
  return (row as { value: string } | undefined)?.value
}

/** Works on a source with a connection of its own. What SQLite and JSON cannot read is damaged. */
function reading<T>(source: DatabaseSource, work: (connection: Connection.Database) => T): T {
  let connection: Connection.Database | undefined
  try {
    connection = openForReading(source)
    return work(connection)
  } catch (error) {
    if (error instanceof UnusableSnapshot) throw error
    const { code, message } = error as { code?: unknown; message: string }
    if (code === 'SQLITE_NOTADB') throw new UnusableSnapshot('not_a_snapshot', 'is no SQLite database', error)
    if (error instanceof SyntaxError || (typeof code === 'string' && code.startsWith('SQLITE_')))
      throw new UnusableSnapshot('damaged', `cannot be read: ${message}`, error)
    throw error
  } finally {
    connection?.close()
  }
}
