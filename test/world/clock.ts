import { createClockControl } from '../../emulator/clock/jobs/clock-control.ts'
import type { FiredJob } from '../../src/control/sandbox-control.ts'
import type { TestSandbox } from './sandbox.ts'

/** Moves the clock, and does what becomes due; a job that fails fails the test. `settle` sends what may be sent. */
export async function fire(
  { sandbox }: Pick<TestSandbox, 'sandbox'>,
  toMs: number,
  settle?: () => Promise<void>,
): Promise<FiredJob[]> {
  const reportBug = (error: unknown) => {
    throw error
  }
  return await createClockControl(sandbox, reportBug, settle).advance({ toMs })
}
