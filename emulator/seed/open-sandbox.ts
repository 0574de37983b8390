import { type DataSetName, isDataSet } from '../../src/control/data-sets.ts'
import type { AllowedHosts } from '../../src/webhooks/allowed-hosts.ts'
import { type RealTime, realTime } from '../clock/time/clock.ts'
import { type ClockState, createSandboxClock } from '../clock/time/sandbox-clock.ts'
import { parseClockState } from '../clock/time/saved-clock.ts'
import { noFaults, parseFaults, type SavedFaults } from '../sandbox/faults.ts'
import { createRateLimiter } from '../sandbox/rate-limiter.ts'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { readRateBuckets } from '../store/rate-buckets.ts'
import type { RateBucketRow, Trx } from '../store/schema.ts'
import { scrubIfDue } from '../store/scrub.ts'
import { readSetting, UnreadableSetting, writeSetting } from '../store/settings.ts'
import { StorageFault } from '../store/storage-fault.ts'
import type { Making, Store } from '../store/store.ts'
import { listTenants } from '../store/tenants.ts'
import { type Beginning, beginningMs, writeBeginning } from './beginning.ts'
import { type DataSet, loadDataSet } from './data-sets.ts'
import { scheduleFirstReviews } from './first-reviews.ts'

/** Ids and secrets are drawn from this unless somebody chooses another: every fresh sandbox draws the same. */
const defaultSeed = 'ideadunes'

/** Writes a data set and what the sandbox must remember of itself into an empty database. */
export async function seedSandbox(trx: Trx, dataSet: DataSet, nowMs: number, making?: Making): Promise<void> {
  await dataSet.write(trx, nowMs, making)
  await scheduleFirstReviews(trx, nowMs)
  await writeSetting(trx, 'data_set', dataSet.name)
  await writeSetting(trx, 'seed', defaultSeed)
}

/** The data set that the sandbox began with: what a reset goes back to. */
export async function firstDataSet(trx: Trx): Promise<DataSetName> {
  const name = await readSetting(trx, 'first_data_set')
  return name !== undefined && isDataSet(name) ? name : 'default'
}

/** The data set that the rows of the sandbox came from. */
export async function presentDataSet(trx: Trx): Promise<DataSetName> {
  const name = await readSetting(trx, 'data_set')
  return name !== undefined && isDataSet(name) ? name : 'default'
}

/** Remembers what the sandbox began with, where it is not the usual one. */
export async function rememberFirst(trx: Trx, dataSet: DataSetName): Promise<void> {
  if (dataSet !== 'default') await writeSetting(trx, 'first_data_set', dataSet)
}

/** What a sandbox goes on from, beside its rows. */
export interface RunState {
  readonly seed: string
  readonly clock: ClockState
  readonly buckets: readonly RateBucketRow[]
  readonly faults: SavedFaults
}

/** Reads it from a database that holds a sandbox. Throws UnreadableSetting. */
export async function readRunState(trx: Trx): Promise<RunState> {
  const seed = await readSetting(trx, 'seed')
  if (seed === undefined || seed === '')
    throw new UnreadableSetting('does not say from which seed its ids are drawn')
  return {
    seed,
    clock: await readClock(trx),
    buckets: await readRateBuckets(trx),
    faults: await readFaults(trx),
  }
}

async function readFaults(trx: Trx): Promise<SavedFaults> {
  const saved = await readSetting(trx, 'faults')
  const faults = saved === undefined ? noFaults : parseFaults(saved)
  if (faults !== null) return faults
  throw new UnreadableSetting('has faults that cannot be read')
}

async function readClock(trx: Trx): Promise<ClockState> {
  const saved = await readSetting(trx, 'clock')
  const state: ClockState | null = saved === undefined ? { mode: 'real' } : parseClockState(saved, Date.now())
  if (state !== null) return state
  throw new UnreadableSetting('has a clock that cannot be read, or that is outside of the years 1970 to 9999')
}

/**
 * Puts a sandbox on a store. An empty store gets a data set first; a used one goes on where it was, with
 * its clock and its rate buckets. Throws UnreadableSetting for one that does not say where it was.
 */
export async function openSandbox(
  store: Store,
  real: RealTime = realTime,
  dataSet: DataSetName = 'default',
  beginning: Beginning = {},
  webhooksTo?: AllowedHosts,
  copies?: Sandbox['copies'],
  making?: Making,
): Promise<{ sandbox: Sandbox; resumed: boolean }> {
  // Rows without their settings are no empty store: a data set would come on top of them.
  const isEmpty = async (trx: Trx) =>
    (await readSetting(trx, 'seed')) === undefined && (await listTenants(trx)).length === 0
  const found = await store.read(async trx => ((await isEmpty(trx)) ? undefined : await readRunState(trx)))
  if (found === undefined) {
    const loaded = await loadDataSet({ dataSet })
    await store.writeAlone(async trx => {
      await seedSandbox(trx, loaded, beginningMs(beginning, real), making)
      await rememberFirst(trx, dataSet)
      await writeBeginning(trx, beginning, real)
    })
  }
  if (found !== undefined) {
    await scrubIfDue(store).catch(error => {
      // Another program reads: it is told as trouble, stays due, and keeps nobody from starting.
      if (!(error instanceof StorageFault) || error.reason !== 'locked') throw error
    })
  }
  const state = found ?? (await store.read(readRunState))
  const clock = createSandboxClock(real, state.clock)
  const limiter = createRateLimiter(clock.monotonic)
  for (const row of state.buckets) {
    // Buckets leaked on while nothing ran; a wall clock that was set back meanwhile must not fill them.
    const passedMs = Math.max(0, real.wall() - Date.parse(row.saved_at))
    limiter.restore(row.tenant_id, {
      second: Math.max(0, row.second_ms - passedMs),
      minute: Math.max(0, row.minute_ms - passedMs),
      day: Math.max(0, row.day_ms - passedMs),
    })
  }
  const sandbox = createSandbox({ store, clock, seed: state.seed, limiter }, webhooksTo, copies)
  sandbox.faults.restore(state.faults)
  return { sandbox, resumed: found !== undefined }
}
