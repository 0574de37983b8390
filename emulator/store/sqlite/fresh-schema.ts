import { migrations } from '../migrations/index.ts'
import { openMemoryConnection } from './memory-connection.ts'
import { kyselyOver, migrateConnection } from './migrate-connection.ts'
import { type SchemaEntry, schemaOf } from './tables.ts'

/** A database without rows. */
export interface FreshDatabase {
  readonly schema: readonly SchemaEntry[]
  readonly bytes: Buffer
}

const known = new Map<number, Promise<FreshDatabase>>()

/** A fresh database of a schema version. */
export function freshDatabase(version: number): Promise<FreshDatabase> {
  const found = known.get(version) ?? migratedFromNothing(version)
  known.set(version, found)
  return found
}

async function migratedFromNothing(version: number): Promise<FreshDatabase> {
  const connection = openMemoryConnection()
  try {
    const upToIt = Object.fromEntries(Object.entries(migrations).slice(0, version))
    await migrateConnection(connection, kyselyOver(connection, 'writer'), upToIt)
    return { schema: schemaOf(connection), bytes: connection.serialize() }
  } finally {
    connection.close()
  }
}
