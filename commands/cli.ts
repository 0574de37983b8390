import { runMain } from './base/main.ts'

export { COMMANDS } from './base/oclif-commands.ts'

/** Runs the command line of this process and answers its exit code; called by `bin/run.js`. */
export function main(argv: readonly string[], version: string): Promise<number> {
  return runMain(argv, version, new URL('./', import.meta.url))
}
