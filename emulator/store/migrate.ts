import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { migrations } from './migrations/index.ts'

/** The schema version that this release writes. */
export const schemaVersion = Object.keys(migrations).length

/** Brings a database to the newest schema. The migrator answers errors instead of throwing them; here they throw. */
export async function migrate(
  db: Kysely<never> | Kysely<unknown>,
  all: Readonly<Record<string, Migration>> = migrations,
): Promise<void> {
  const migrator = new Migrator({
    db: db as Kysely<unknown>,
    provider: { getMigrations: async () => all },
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
