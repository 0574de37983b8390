import type { DataSetName } from '../../src/control/data-sets.ts'
import type { ClockState } from '../clock/time/sandbox-clock.ts'
import { flush } from '../sandbox/flush.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { type DataSet, loadDataSet } from '../seed/data-sets.ts'
import { defaultTenantId } from '../seed/default-members.ts'
import type { SeedFile } from '../seed/file/seed-file.ts'
import { firstDataSet, readRunState, rememberFirst, seedSandbox } from '../seed/open-sandbox.ts'
import { countObjects } from '../store/count-objects.ts'
import { deleteEverything } from '../store/reset.ts'
import type { Trx } from '../store/schema.ts'
import { readSetting, writeSetting } from '../store/settings.ts'

/** What a sandbox that runs is to be given. */
export interface Seeding {
  readonly from: DataSet | SeedFile
  /** Whether all rows go before. */
  readonly replaces: boolean
  /** Changes fresh rows: the plan that was asked for. */
  readonly change?: ((trx: Trx) => Promise<void>) | undefined
}

/** What was written into a sandbox. */
export interface SeededObjects {
  readonly tenantId: string
  /** How many objects of each kind. */
  readonly created: Readonly<Record<string, number>>
}

/** What a reset leads to. */
export interface ResetGoal {
  /** The data set; the one that the sandbox began with by default. */
  readonly dataSet?: DataSetName | undefined
  /** For which instant the data is made. */
  readonly nowMs: number
  /** How the clock goes on; fresh rows hold the same, or nothing for real time. */
  readonly clock: ClockState
  readonly change?: ((trx: Trx) => Promise<void>) | undefined
}

/** Goes back to a data set, in one transaction, and to another clock. */
export async function resetSandbox(sandbox: Sandbox, goal: ResetGoal): Promise<void> {
  await flush(sandbox)
  const name = goal.dataSet ?? (await sandbox.store.read(firstDataSet))
  const dataSet = await loadDataSet({ dataSet: name })
  await sandbox.store.writeAlone(async trx => {
    await replaceRows(trx, dataSet, goal.nowMs)
    await goal.change?.(trx)
  })
  sandbox.clock.restore(goal.clock)
  await forgetOldRows(sandbox)
}

/**
 * Writes a data set or a file, all of it or nothing. The clock stays as it is: data sets are made for its day. A
 * file that replaces all rows begins with the two tenants and nothing else.
 */
export async function seedRunning(
  sandbox: Sandbox,
  { from, replaces, change }: Seeding,
): Promise<SeededObjects> {
  await flush(sandbox)
  const nowMs = sandbox.clock.now()
  const isFile = !('add' in from)
  const fresh = isFile ? await loadDataSet({ dataSet: 'empty' }) : from
  const seeded = await sandbox.commitAlone(async trx => {
    const before = replaces ? {} : await countObjects(trx, defaultTenantId)
    if (replaces) {
      await keepingClock(trx, () => replaceRows(trx, fresh, nowMs))
      await change?.(trx)
    }
    if (isFile) return await from.write(trx, { nowMs, sandbox })
    if (!replaces) await from.add(trx, nowMs)
    return { tenantId: defaultTenantId, created: moreThan(before, await countObjects(trx, defaultTenantId)) }
  })
  if (replaces) await forgetOldRows(sandbox)
  return seeded
}

async function replaceRows(trx: Trx, dataSet: DataSet, nowMs: number): Promise<void> {
  const first = await firstDataSet(trx)
  await deleteEverything(trx)
  await seedSandbox(trx, dataSet, nowMs)
  await rememberFirst(trx, first)
}

async function keepingClock(trx: Trx, work: () => Promise<void>): Promise<void> {
  const clock = await readSetting(trx, 'clock')
  await work()
  if (clock !== undefined) await writeSetting(trx, 'clock', clock)
}

type Counts = Readonly<Record<string, number>>

function moreThan(before: Counts, after: Counts): Counts {
  return Object.fromEntries(Object.entries(after).map(([kind, count]) => [kind, count - (before[kind] ?? 0)]))
}

async function forgetOldRows(sandbox: Sandbox): Promise<void> {
  sandbox.limiter.clear()
  sandbox.forgetTenants()
  // The rows that went may have come from a snapshot, with a seed of their own.
  sandbox.useSeed((await sandbox.store.read(readRunState)).seed)
}
