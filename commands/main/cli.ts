import { runMain } from './main.ts'
import type { OclifCommand } from './oclif-commands.ts'

const dist = new URL('./', import.meta.url)

/** Runs the command line of this process and answers its exit code; called by `bin/run.js`. */
export function main(argv: readonly string[], version: string): Promise<number> {
  return runMain(argv, version, dist)
}

/** All commands as oclif sees them; loads every one of them. */
export async function oclifCommands(): Promise<Readonly<Record<string, OclifCommand>>> {
  const { oclifCommandsIn } = await import('./oclif-commands.ts')
  return await oclifCommandsIn(dist)
}
