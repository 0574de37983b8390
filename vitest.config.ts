import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = import.meta.dirname

requireNode()

/** What runs on SQLite in `npm test`, and once more on PostgreSQL. */
const testsOfEachDialect = [
  'test/store/{dialects,bulk-insert,*-queries}.test.ts',
  'test/objects/load.test.ts',
]

/**
 * What runs inside the test process, and what starts processes of its own; and three that are no part of `npm test`: what runs
 * on PostgreSQL, which takes minutes, what needs a keyring of the system, and what needs a terminal, shells or npm's installer.
 */
export default defineConfig({
  root,
  test: {
    pool: 'forks',
    // By default one core is left idle, and the suite takes twice as long.
    maxWorkers: '100%',
    disableConsoleIntercept: true,
    setupFiles: ['test/world/each-file.ts'],
    // A busy machine is no fault of what is tested: what hangs is found late, and what is slow not at all.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'in-process',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{browser,crash,journeys,keyring,postgres,terminal}/**'],
          isolate: false,
          provide: { database: 'SQLite' },
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: ['test/{crash,journeys}/**/*.test.ts'],
          // One of them runs the walk of all operations.
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: { name: 'keyring', include: ['test/keyring/**/*.test.ts'] },
      },
      {
        extends: true,
        test: { name: 'browser', include: ['test/browser/**/*.test.ts'] },
      },
      {
        extends: true,
        test: { name: 'terminal', include: ['test/terminal/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['test/postgres/**/*.test.ts', ...testsOfEachDialect],
          isolate: false,
          provide: { database: 'PostgreSQL' },
        },
      },
    ],
  },
})

/** An older Node dies of a segmentation fault in the first test that opens a database, without a word about why. */
function requireNode(): void {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const oldest = Number(engines.node.replace('>=', ''))
  if (Number.parseInt(process.versions.node, 10) >= oldest) return
  process.stderr.write(
    `The tests need Node ${oldest} or newer, and this is ${process.version}: run \`npm ci\` and then \`npx vitest\` here, which takes the Node of the project.\n`,
  )
  // Vitest would print a thrown error with the stack of its own loader.
  process.exit(1)
}
