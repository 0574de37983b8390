import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = import.meta.dirname

requireNode()

/** Two projects: what runs inside the test process, and what starts processes of its own. */
export default defineConfig({
  root,
  test: {
    pool: 'forks',
    disableConsoleIntercept: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'in-process',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{crash,journeys}/**'],
          isolate: false,
          // A busy machine is no fault of what is tested.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: ['test/{crash,journeys}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
