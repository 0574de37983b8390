import type { AllowedHosts } from '../../src/webhooks/allowed-hosts.ts'
import { type RealTime, realTime } from '../clock/clock.ts'
import { type ClockState, createSandboxClock } from '../clock/sandbox-clock.ts'
import { createRateLimiter } from '../host/rate-limiter.ts'
import { createSandbox, type Sandbox } from '../host/sandbox.ts'
import { readRateBuckets } from '../store/rate-buckets.ts'
import type { Trx } from '../store/schema.ts'
import { readSetting, writeSetting } from '../store/settings.ts'
import type { Store } from '../store/store.ts'
import { type DataSet, dataSets } from './data-sets.ts'

/** Ids and secrets are drawn from this unless somebody chooses another: every fresh sandbox draws the same. */
const defaultSeed = 'ideadunes'

/** Writes a data set and what the sandbox must remember of itself into an empty database. */
export async function seedSandbox(trx: Trx, dataSet: DataSet = 'default'): Promise<void> {
  await dataSets[dataSet](trx)
  await writeSetting(trx, 'data_set', dataSet)
  await writeSetting(trx, 'seed', defaultSeed)
}

/**
 * Puts a sandbox on a store. An empty store gets a data set first; a used one goes on where it was, with
 * its clock and its rate buckets.
 */
export async function openSandbox(
  store: Store,
  real: RealTime = realTime,
  dataSet?: DataSet,
  webhooksTo?: AllowedHosts,
): Promise<{ sandbox: Sandbox; resumed: boolean }> {
  const found = await store.read(trx => readSetting(trx, 'seed'))
  if (found === undefined) await store.write(trx => seedSandbox(trx, dataSet))
  const { clockState, buckets } = await store.read(async trx => ({
    clockState: await readSetting(trx, 'clock'),
    buckets: await readRateBuckets(trx),
  }))
  const clock = createSandboxClock(
    real,
    clockState === undefined ? { mode: 'real' } : (JSON.parse(clockState) as ClockState),
  )
  const limiter = createRateLimiter(clock.monotonic)
  for (const row of buckets) {
    // Buckets leaked on while nothing ran; a wall clock that was set back meanwhile must not fill them.
    const passedMs = Math.max(0, real.wall() - Date.parse(row.saved_at))
    limiter.restore(row.tenant_id, {
      second: Math.max(0, row.second_ms - passedMs),
      minute: Math.max(0, row.minute_ms - passedMs),
      day: Math.max(0, row.day_ms - passedMs),
    })
  }
  const sandbox = createSandbox({ store, clock, seed: found ?? defaultSeed, limiter }, webhooksTo)
  return { sandbox, resumed: found !== undefined }
}
