import { Failure } from '../../src/failure/failure.ts'
import { ownFailure } from './own-failure.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'
import { type StartOptions, startOf } from './start-options.ts'

const oldestMajor = 22

/**
 * Starts a sandbox in this process: in memory, without a port, unlimited, in real time, by default. The
 * first start of a process takes a moment; others, and forks, take a few milliseconds.
 *
 * @example
 * await using sandbox = await startSandbox({ clock: '2026-04-15T09:42:11Z' })
 * const answer = await sandbox.fetch('/v2/bookings')
 */
export async function startSandbox(options: StartOptions = {}): Promise<Sandbox> {
  requireNode(process.versions.node)
  const start = startOf(options)
  try {
    // Late: it is the whole server with its database, which whoever only connects does not need.
    const { openInProcess } = await import('./in-process.ts')
    return openSandbox(await openInProcess(start))
  } catch (error) {
    throw ownFailure(error)
  }
}

/** Throws a usage Failure on a Node that the database does not run on; it would end the process without a word. */
export function requireNode(version: string): void {
  if (Number(version.split('.')[0]) >= oldestMajor) return
  throw new Failure(
    'usage',
    'node_too_old',
    `startSandbox needs Node ${oldestMajor} or newer, this is ${version}`,
    {
      hint: 'Run the tests with a newer Node, or start the sandbox with one (`ideadunes sandbox start`) and use connectSandbox.',
    },
  )
}
