import { migrations } from '../migrations/index.ts'
import { openMemoryConnection } from './memory-connection.ts'
import { kyselyOver, migrateConnection } from './migrate-connection.ts'
import { type SchemaEntry, schemaOf } from './tables.ts'

const known = new Map<number, Promise<readonly SchemaEntry[]>>()

/** What a fresh database of a schema version is made of. */
export function schemaOfVersion(version: number): Promise<readonly SchemaEntry[]> {
  const found = known.get(version) ?? migratedFromNothing(version)
  known.set(version, found)
  return found
}

async function migratedFromNothing(version: number): Promise<readonly SchemaEntry[]> {
  const connection = openMemoryConnection()
  try {
    const upToIt = Object.fromEntries(Object.entries(migrations).slice(0, version))
    await migrateConnection(connection, kyselyOver(connection, 'writer'), upToIt)
    return schemaOf(connection, 'main')
  } finally {
    connection.close()
  }
}
