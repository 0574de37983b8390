import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import type { BenchRow } from './report.ts'
import { thisProgram } from './sandbox/start.ts'

/** A run of the bench, as `--json` writes it. */
export interface RunReport {
  /** Null outside of a clone. `changed` says that files were not committed. */
  readonly commit: string | null
  readonly changed: boolean
  readonly at: string
  readonly node: string
  readonly cpus: number
  readonly rows: readonly BenchRow[]
}

/** The rows of a run, and what they were measured on. */
export function reportOf(rows: readonly BenchRow[]): RunReport {
  return {
    commit: git(['rev-parse', 'HEAD'])?.trim() ?? null,
    changed: (git(['status', '--porcelain']) ?? '') !== '',
    at: new Date().toISOString(),
    node: process.version,
    cpus: cpus().length,
    rows,
  }
}

function git(args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd: thisProgram.root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return undefined
  }
}
