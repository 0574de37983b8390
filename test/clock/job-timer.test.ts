import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { runSandbox } from '../../emulator/fleet/run-sandbox.ts'
import { openSandbox } from '../../emulator/seed/open-sandbox.ts'
import { pendingJobs } from '../../emulator/store/due-jobs.ts'
import { listEvents } from '../../emulator/store/events.ts'
import { openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import type { Store } from '../../emulator/store/store.ts'
import { bodyAt, book } from '../operations/bookings/booking-world.ts'
import { handTurnedTime } from '../world/real-time.ts'
import { forkSandbox, testNow } from '../world/sandbox.ts'

const startMs = Date.parse(testNow)

/** The bytes of a sandbox with one booking on 20 April at 05:00Z, and so two reminders to come. */
async function withReminders(): Promise<Buffer> {
  const fork = await forkSandbox()
  await book(fork, bodyAt('2026-04-20T05:00:00Z'))
  return await fork.database.serialize()
}

async function restarted(bytes: Buffer, wallMs: number, frozen: boolean) {
  const store = await openMemoryStore(bytes)
  const real = handTurnedTime(wallMs)
  const { sandbox } = await openSandbox(store, real)
  if (frozen) sandbox.clock.freeze()
  else sandbox.clock.followRealTime()
  return { store, sandbox, real }
}

test('what became due while nothing ran is done at once after a restart, in time order, at its own time', async () => {
  const { store, sandbox } = await restarted(await withReminders(), startMs + 10 * 86_400_000, false)
  const bugs: unknown[] = []
  const run = runSandbox(sandbox, error => bugs.push(error))
  await noneLeft(store)
  await run.stop()
  const reminders = (await store.read(trx => listEvents(trx, 'tnt_clinic'))).slice(-2)
  expect(reminders.map(({ type, created_at }) => [type, created_at])).toEqual([
    ['booking.reminder_due', '2026-04-19T05:00:00.000Z'],
    ['booking.reminder_due', '2026-04-20T04:00:00.000Z'],
  ])
  expect(await store.read(pendingJobs)).toEqual({ count: 0, nextDueAt: null })
  expect(bugs).toEqual([])
})

test('an end while it is doing so is no bug, and the rest is done after the next start', async () => {
  const { store, sandbox } = await restarted(await withReminders(), startMs + 10 * 86_400_000, false)
  const bugs: unknown[] = []
  await runSandbox(sandbox, error => bugs.push(error)).stop()
  expect((await store.read(pendingJobs)).count).toBeGreaterThan(0)
  const again = runSandbox(sandbox, error => bugs.push(error))
  await noneLeft(store)
  await again.stop()
  expect(bugs).toEqual([])
})

test('a frozen clock does nothing by itself, however much real time passes', async () => {
  const { store, sandbox } = await restarted(await withReminders(), startMs + 10 * 86_400_000, true)
  await runSandbox(sandbox, () => {}).stop()
  expect(await store.read(pendingJobs)).toMatchObject({ count: 2 })
})

test('a job that is scheduled while the clock runs wakes the timer', async () => {
  const { store, sandbox } = await restarted(await withReminders(), startMs, false)
  const run = runSandbox(sandbox, () => {})
  await run.control.view()
  await store.write(async trx => {
    await trx
      .updateTable('due_jobs')
      .set({ due_at: new Date(startMs).toISOString() })
      .execute()
  })
  // A wake-up for the present is a timer of no time: it ends in the next turns of the loop.
  sandbox.wake(startMs)
  await noneLeft(store)
  await run.stop()
})

test('what became due while the machine slept is done within 30 seconds of its waking', async () => {
  const { store, sandbox, real } = await restarted(await withReminders(), startMs, false)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const run = runSandbox(sandbox, error => expect(error).toBeUndefined())
    // Behind what the timer does at its start.
    while (vi.getTimerCount() === 0) await setImmediate()
    expect((await store.read(pendingJobs)).count).toBe(2)
    real.set(startMs + 10 * 86_400_000)
    vi.advanceTimersByTime(30_000)
    await noneLeft(store)
    await run.stop()
  } finally {
    vi.useRealTimers()
  }
})

/** Settles once the timer has done every job; the test's own time limit ends it otherwise. */
async function noneLeft(store: Store): Promise<void> {
  while ((await store.read(pendingJobs)).count > 0) await setImmediate()
}
