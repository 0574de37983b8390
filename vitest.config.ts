import { defineConfig } from 'vitest/config'

const root = import.meta.dirname

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
