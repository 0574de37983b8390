import { describe, expect, test } from 'vitest'
import { createClockControl } from '../../emulator/clock/jobs/clock-control.ts'
import { openSandbox } from '../../emulator/seed/open-sandbox.ts'
import { openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import { bodyAt, book } from '../operations/bookings/booking-world.ts'
import { handTurnedTime } from '../world/real-time.ts'
import { forkSandbox, type TestSandbox, testNow } from '../world/sandbox.ts'

const nowMs = Date.parse(testNow)
const at = (text: string) => Date.parse(text)

function controlOf({ sandbox }: TestSandbox, bugs: unknown[] = []) {
  return createClockControl(sandbox, error => bugs.push(error))
}

const reminder = (time: string, id: string) => ({
  at: time,
  kind: 'booking.reminder',
  tenant_id: 'tnt_clinic',
  object_id: id,
  events: ['booking.reminder_due'],
})

describe('advancing the clock', () => {
  test('fires what is due in time order, each at its own time', async () => {
    const sandbox = await forkSandbox()
    const later = (await book(sandbox, bodyAt('2026-04-20T06:00:00Z'))).json
    const sooner = (await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))).json
    const before = (await sandbox.events()).length
    const fired = await controlOf(sandbox).advance({ toMs: at('2026-04-20T05:00:00Z') })
    expect(fired).toEqual([
      reminder('2026-04-19T05:00:00Z', sooner.id),
      reminder('2026-04-19T06:00:00Z', later.id),
      reminder('2026-04-20T04:00:00Z', sooner.id),
      reminder('2026-04-20T05:00:00Z', later.id),
    ])
    const events = (await sandbox.events()).slice(before)
    expect(
      events.map(({ type, created_at, request_id, data }) => [type, created_at, request_id, data.offset]),
    ).toEqual(fired.map(({ at: time }, i) => ['booking.reminder_due', time, null, i < 2 ? 1440 : 60]))
    expect(sandbox.clock.now()).toBe(at('2026-04-20T05:00:00Z'))
  })

  test('in one jump does what many small steps do', async () => {
    const [jumping, stepping] = [await forkSandbox(), await forkSandbox()]
    for (const sandbox of [jumping, stepping]) await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
    const fromClock = async (sandbox: TestSandbox) =>
      (await sandbox.events()).filter(event => event.request_id === null)
    const endMs = at('2026-04-20T05:00:00Z')
    const atOnce = await controlOf(jumping).advance({ toMs: endMs })
    const control = controlOf(stepping)
    const stepwise = []
    for (let ms = nowMs; ms < endMs; ms += 7_000_000) stepwise.push(...(await control.advance({ toMs: ms })))
    stepwise.push(...(await control.advance({ toMs: endMs })))
    expect(stepwise).toEqual(atOnce)
    expect(await fromClock(stepping)).toEqual(await fromClock(jumping))
  })

  test('until the next job, then until none is left', async () => {
    const sandbox = await forkSandbox()
    const { id } = (await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))).json
    const control = controlOf(sandbox)
    expect(await control.view()).toEqual({
      mode: 'frozen',
      now: testNow,
      next_due_at: '2026-04-19T05:00:00Z',
      pending_jobs: 2,
    })
    expect(await control.advance({ until: 'next' })).toEqual([reminder('2026-04-19T05:00:00Z', id)])
    expect(await control.advance({ until: 'settled' })).toEqual([reminder('2026-04-20T04:00:00Z', id)])
    expect(await control.view()).toMatchObject({
      now: '2026-04-20T04:00:00Z',
      next_due_at: null,
      pending_jobs: 0,
    })
    expect(await control.advance({ until: 'next' })).toEqual([])
    expect(await control.advance({ until: 'settled' })).toEqual([])
  })

  test('set back, it fires nothing twice', async () => {
    const sandbox = await forkSandbox()
    await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
    const control = controlOf(sandbox)
    expect(await control.set(at('2026-04-21T00:00:00Z'))).toHaveLength(2)
    expect(await control.set(nowMs)).toEqual([])
    expect(sandbox.clock.now()).toBe(nowMs)
    expect(await control.set(at('2026-04-21T00:00:00Z'))).toEqual([])
  })

  test('two advances queue', async () => {
    const sandbox = await forkSandbox()
    await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
    const control = controlOf(sandbox)
    const [one, two] = await Promise.all([
      control.advance({ toMs: at('2026-04-19T12:00:00Z') }),
      control.advance({ toMs: at('2026-04-21T00:00:00Z') }),
    ])
    expect([one.length, two.length]).toEqual([1, 1])
  })

  test('a job that fails is reported, undone and dropped; the others go on', async () => {
    const sandbox = await forkSandbox()
    await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
    await sandbox.sandbox.store.write(async trx => {
      await trx
        .updateTable('due_jobs')
        .set({ kind: 'booking.unheard_of' })
        .where('due_at', '<', '2026-04-19T06:00:00.000Z')
        .execute()
    })
    const bugs: unknown[] = []
    const fired = await controlOf(sandbox, bugs).advance({ until: 'settled' })
    expect(fired.map(({ events }) => events)).toEqual([[], ['booking.reminder_due']])
    expect(bugs).toEqual([new Error('There is no job of the kind booking.unheard_of.')])
  })
})

test('the past has no jobs: an imported booking reminds nobody', async () => {
  const sandbox = await forkSandbox()
  await book(sandbox, bodyAt('2026-04-13T05:00:00Z'))
  expect(await controlOf(sandbox).view()).toMatchObject({ pending_jobs: 0 })
})

test('clock, jobs and rate buckets survive a restart', async () => {
  const real = handTurnedTime(nowMs)
  const store = await openMemoryStore()
  const first = (await openSandbox(store, real)).sandbox
  await createClockControl(first, () => {}).set(nowMs + 86_400_000)
  const bytes = await store.serialize()
  real.set(nowMs + 1_000)
  const second = (await openSandbox(await openMemoryStore(bytes), real)).sandbox
  expect(second.clock.state).toEqual(first.clock.state)
  expect(second.clock.now()).toBe(nowMs + 86_400_000 + 1_000)
})
