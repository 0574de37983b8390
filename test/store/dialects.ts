import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { openFileStore, openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import type { Store } from '../../emulator/store/store.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** On which kind of database tests of the store run: PostgreSQL takes seconds to start, so it has a run of its own. */
    database: 'SQLite' | 'PostgreSQL'
  }
}

/** A store of one test, and the statements that it ran where they can be seen. */
export interface OpenedStore {
  readonly store: Store
  readonly statements: readonly string[]
  close(): Promise<void>
}

type Dialects = Readonly<Record<string, () => Promise<OpenedStore>>>

const sqlite: Dialects = {
  async 'SQLite in memory'() {
    const store = await openMemoryStore()
    return { store, statements: [], close: () => store.close() }
  },
  async 'SQLite file'() {
    const folder = temporaryFolder()
    const store = await openFileStore(join(folder.path, 'sandbox.db'))
    return {
      store,
      statements: [],
      async close() {
        await store.close()
        folder.remove()
      },
    }
  },
}

const postgres: Dialects = {
  async PostgreSQL() {
    const { emptyPostgres } = await import('../postgres/database.ts')
    // The one PostgreSQL stays for the next test.
    return { ...(await emptyPostgres()), close: async () => {} }
  },
}

/** The databases that a store may stand on. The same tests run on each, in `npm test` or in `.ci/run`. */
export const dialects: Dialects = inject('database') === 'PostgreSQL' ? postgres : sqlite

/** A folder that the test removes. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'ideadunes-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
