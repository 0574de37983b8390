import { deleteExpiredRecords } from '../store/idempotency.ts'
import { toStored } from '../store/instants.ts'
import { saveRateBuckets } from '../store/rate-buckets.ts'
import { appendRequests } from '../store/request-log.ts'
import type { Trx } from '../store/schema.ts'
import { writeSetting } from '../store/settings.ts'
import { StorageFault } from '../store/storage-fault.ts'
import type { Faults, SavedFaults } from './faults.ts'
import type { BucketLevels } from './rate-limiter.ts'
import type { LogEntry } from './request-log.ts'
import type { Sandbox } from './sandbox.ts'

/** The longest that logged requests and bucket levels wait in memory, in milliseconds. */
const longestWaitMs = 100

/** How long a flush waits that could not write, in milliseconds. */
const retryMs = 1_000

/**
 * Writes down what a sandbox keeps in memory: its request log, how full its rate buckets are, and what its faults did. Idempotency records
 * that have expired meanwhile go in the same transaction.
 */
export async function flush(sandbox: Sandbox): Promise<void> {
  if (sandbox.log.waiting > 0) await writeDown(sandbox, sandbox.limiter.changedLevels)
}

/** The same with the levels of all buckets as they are now, for a copy that goes on from here. */
export async function flushAll(sandbox: Sandbox): Promise<void> {
  await writeDown(sandbox, sandbox.limiter.levels)
}

async function writeDown(
  { store, log, clock, faults }: Sandbox,
  levelsNow: () => ReadonlyMap<string, BucketLevels>,
): Promise<void> {
  let entries: readonly LogEntry[] = []
  let counted: SavedFaults | undefined
  const write = async (trx: Trx) => {
    // Taken in the transaction: what waits for a restore to end belongs to the data before it, and is dropped by it.
    entries = log.take()
    const savedAt = new Date().toISOString()
    const buckets = [...levelsNow()].map(([tenantId, levels]) => ({
      tenant_id: tenantId,
      saved_at: savedAt,
      second_ms: Math.ceil(levels.second),
      minute_ms: Math.ceil(levels.minute),
      day_ms: Math.ceil(levels.day),
    }))
    log.logged(await appendRequests(trx, entries))
    await saveRateBuckets(trx, buckets)
    counted = await saveFaults(trx, faults)
    await deleteExpiredRecords(trx, toStored(clock.now()))
  }
  try {
    await store.write(write)
    if (counted !== undefined) faults.written(counted)
  } catch (error) {
    if (error instanceof StorageFault) log.putBack(entries)
    throw error
  }
}

/** Writes down the faults of a sandbox at once: whoever makes or removes one is told that it is so. */
export async function flushFaults({ store, faults }: Pick<Sandbox, 'store' | 'faults'>): Promise<void> {
  const saved = await store.write(trx => saveFaults(trx, faults))
  if (saved !== undefined) faults.written(saved)
}

async function saveFaults(trx: Trx, faults: Faults): Promise<SavedFaults | undefined> {
  const changed = faults.changed()
  if (changed !== undefined) await writeSetting(trx, 'faults', JSON.stringify(changed))
  return changed
}

/** Flushes a sandbox soon after each request. Gives what ends it, after a last flush. */
export function flushRegularly(sandbox: Sandbox, reportBug: (error: unknown) => void): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let isEnding = false
  const run = () => {
    timer = undefined
    running = running.then(() => flush(sandbox)).catch(notWritten)
    return running
  }
  /** What could not be written waits for the disk to have room again: requests that come meanwhile start no timer. */
  const notWritten = (error: unknown) => {
    reportBug(error)
    if (!isEnding && error instanceof StorageFault) timer ??= setTimeout(run, retryMs).unref()
  }
  sandbox.log.onWaiting(() => {
    timer ??= setTimeout(run, longestWaitMs).unref()
  })
  return async () => {
    isEnding = true
    clearTimeout(timer)
    await run()
  }
}
