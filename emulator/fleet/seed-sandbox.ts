import type { DataSetName } from '../../src/control/data-sets.ts'
import { flush } from '../sandbox/flush.ts'
import { type DataSet, loadDataSet } from '../seed/data-sets.ts'
import { defaultTenantId } from '../seed/default-members.ts'
import type { SeedFile } from '../seed/file/seed-file.ts'
import { firstDataSet, readRunState, rememberFirst, seedSandbox } from '../seed/open-sandbox.ts'
import { countObjects } from '../store/count-objects.ts'
import type { Trx } from '../store/schema.ts'
import { readSetting, writeSetting } from '../store/settings.ts'
import type { Making } from '../store/store.ts'
import { type Replaceable, replaceWorld } from './replace-world.ts'

/** From so many bookings of a data set or objects of a file on, what is added is made aside: its commit alone would stop everybody for longer than a turn. */
const largeSize = 10_000

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
  /** Changes fresh rows: the plan that was asked for, and how the clock goes on; in real time by default. */
  readonly change?: ((trx: Trx) => Promise<void>) | undefined
}

/** Goes back to a data set, and to another clock, in one step. */
export async function resetSandbox(
  replaceable: Replaceable,
  { dataSet: wished, nowMs, change }: ResetGoal,
  making: Making,
): Promise<void> {
  const first = await replaceable.sandbox.store.read(firstDataSet)
  const dataSet = await loadDataSet({ dataSet: wished ?? first })
  await replaceWorld(replaceable, {
    ...making,
    async fill(trx) {
      await seedSandbox(trx, dataSet, nowMs, making)
      await rememberFirst(trx, first)
      await change?.(trx)
    },
  })
}

/**
 * Writes a data set or a file, all of it or nothing. The clock stays as it is: data sets are made for its day. A
 * file that replaces all rows begins with the two tenants and nothing else.
 */
export async function seedRunning(
  replaceable: Replaceable,
  { from, replaces, change }: Seeding,
  making: Making,
): Promise<SeededObjects> {
  const { sandbox, database } = replaceable
  const nowMs = sandbox.clock.now()
  const isFile = !('add' in from)
  if (!replaces) {
    await flush(sandbox)
    const add = async (trx: Trx): Promise<SeededObjects> => {
      if (isFile) return await from.write(trx, { nowMs, sandbox, making })
      const before = await countObjects(trx, defaultTenantId)
      await from.add(trx, nowMs, making)
      return {
        tenantId: defaultTenantId,
        created: moreThan(before, await countObjects(trx, defaultTenantId)),
      }
    }
    if ((from.size ?? 0) < largeSize) return await sandbox.commitAlone(add)
    const added = await database.writeAside(add)
    sandbox.committed()
    return added
  }
  const fresh = isFile ? await loadDataSet({ dataSet: 'empty' }) : from
  const [first, clock] = await sandbox.store.read(async trx => [
    await firstDataSet(trx),
    await readSetting(trx, 'clock'),
  ])
  return await replaceWorld(replaceable, {
    ...making,
    keepsClock: true,
    async fill(trx) {
      await seedSandbox(trx, fresh, nowMs, making)
      await rememberFirst(trx, first)
      if (clock !== undefined) await writeSetting(trx, 'clock', clock)
      await change?.(trx)
      if (!isFile) return { tenantId: defaultTenantId, created: await countObjects(trx, defaultTenantId) }
      // The rows that go may have come from a snapshot, with a seed of their own.
      const { seed } = await readRunState(trx)
      const { clock: clockNow, allowsWebhooksTo } = sandbox
      return await from.write(trx, { nowMs, sandbox: { seed, clock: clockNow, allowsWebhooksTo }, making })
    },
  })
}

type Counts = Readonly<Record<string, number>>

function moreThan(before: Counts, after: Counts): Counts {
  return Object.fromEntries(Object.entries(after).map(([kind, count]) => [kind, count - (before[kind] ?? 0)]))
}
