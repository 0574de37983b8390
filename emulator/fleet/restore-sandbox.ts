import type { Sandbox } from '../sandbox/sandbox.ts'
import { type RunState, readRunState } from '../seed/open-sandbox.ts'
import type { Trx } from '../store/schema.ts'
import { UnreadableSetting } from '../store/settings.ts'
import { leaveSnapshot, UnusableSnapshot } from '../store/snapshot-facts.ts'
import type { WholeDatabase } from '../store/store.ts'

/**
 * Puts the rows of a snapshot's file in the place of all rows, and goes on from there with its clock, its rate
 * buckets and its seed. The file has the newest schema. Nobody writes between the two; who reads meanwhile sees the
 * old rows. Keys are no part of it. Throws UnusableSnapshot for rows that no sandbox can go on from; the old ones stay.
 */
export async function restoreSandbox(sandbox: Sandbox, database: WholeDatabase, path: string): Promise<void> {
  let state: RunState | undefined
  const readNewRows = async (trx: Trx) => {
    await leaveSnapshot(trx)
    try {
      state = await readRunState(trx)
    } catch (error) {
      throw error instanceof UnreadableSetting ? new UnusableSnapshot('damaged', error.message, error) : error
    }
  }
  await database.replaceWith(path, readNewRows, () => {
    if (state !== undefined) goOnFrom(sandbox, state)
  })
}

function goOnFrom(sandbox: Sandbox, { seed, clock, buckets }: RunState): void {
  sandbox.useSeed(seed)
  sandbox.clock.restore(clock)
  sandbox.limiter.clear()
  for (const { tenant_id, second_ms, minute_ms, day_ms } of buckets) {
    sandbox.limiter.restore(tenant_id, { second: second_ms, minute: minute_ms, day: day_ms })
  }
  sandbox.forgetTenants()
  // Requests that were answered on the old data; the log came with the new.
  sandbox.log.take()
}
