import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createClockControl } from '../../emulator/clock/jobs/clock-control.ts'
import { runSandbox } from '../../emulator/fleet/run-sandbox.ts'
import type { Sandbox } from '../../emulator/sandbox/sandbox.ts'
import { insertJobs, pendingJobs } from '../../emulator/store/due-jobs.ts'
import { type ControlledSandbox, controlledSandbox, token } from '../control/controlled-sandbox.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

const dueAt = '2026-04-16T00:00:00.000Z'
const afterwards = '2026-04-17T00:00:00Z'

/** So many take far longer than a turn of the event loop may, on any machine. */
const manyJobs = 400

/** Schedules reminders of one booking, many of them for the same moment. */
async function scheduleMany(sandbox: Sandbox, bookingId: string): Promise<void> {
  const job = { kind: 'booking.reminder', tenant_id: 'tnt_clinic', object_id: bookingId, due_at: dueAt }
  const rows = Array.from({ length: manyJobs }, (_, at) => ({
    ...job,
    number: 1e6 + at,
    data: '{"offset":60}',
  }))
  await sandbox.store.write(trx => insertJobs(trx, rows))
}

/** A booking that is still ahead when the reminders are due. */
async function bookingOf(send: TestSandbox['send']): Promise<string> {
  return (await send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T05:00:00Z') })).json.id
}

/** Counts how often others had the event loop, until `work` is done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0
  let isDone = false
  const counting = (async () => {
    for (; !isDone; turns += 1) await setImmediate()
  })()
  await work
  isDone = true
  await counting
  return turns
}

describe('a sandbox with much to do', () => {
  test('lets others have the event loop while it advances', async () => {
    const { sandbox, send } = await forkSandbox()
    await scheduleMany(sandbox, await bookingOf(send))
    const control = createClockControl(sandbox, error => expect(error).toBeUndefined())
    const advance = control.advance({ toMs: Date.parse(afterwards) })
    expect(await turnsDuring(advance)).toBeGreaterThan(3)
    expect(await advance).toHaveLength(manyJobs)
  })

  test('ends after the job at hand when it is stopped', async () => {
    const { sandbox, send } = await forkSandbox()
    await scheduleMany(sandbox, await bookingOf(send))
    const control = createClockControl(sandbox, () => {})
    const advance = control.advance({ until: 'settled' }).then(
      fired => `fired ${fired.length}`,
      (error: Error) => error.name,
    )
    await setImmediate()
    void control.stop()
    expect(await advance).toBe('ClockStopped')
    expect((await sandbox.store.read(pendingJobs)).count).toBeGreaterThan(manyJobs / 2)
  })

  test('lets others have the event loop while it catches up', async () => {
    const { sandbox, send } = await forkSandbox()
    await scheduleMany(sandbox, await bookingOf(send))
    sandbox.clock.followRealTime()
    sandbox.clock.moveTo(Date.parse(afterwards))
    const run = runSandbox(sandbox, error => expect(error).toBeUndefined())
    let turns = 0
    const left = async () => (await sandbox.store.read(pendingJobs)).count
    for (; (await left()) >= manyJobs / 2; turns += 1) await setImmediate()
    expect(turns).toBeGreaterThan(3)
    expect(await left()).toBeGreaterThan(0)
    await run.stop()
  })
})

describe('over HTTP', () => {
  let world: ControlledSandbox
  let baseUrl = ''
  beforeEach(async () => {
    world = await controlledSandbox()
    await world.app.listen({ host: '127.0.0.1', port: 0 })
    baseUrl = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`
    await world.control('POST', '/clock/freeze', { body: {} })
    await scheduleMany(world.sandbox, await bookingOf(world.send))
  })
  afterEach(async () => {
    await world.close()
    expect(world.bugs).toEqual([])
  })

  const advance = (body: object) =>
    fetch(`${baseUrl}/_sandbox/clock/advance`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  test('an advance that nobody waits for ends after the job at hand, and the next change has its turn', async () => {
    const begun = new Promise<void>(done => world.app.server.once('request', () => done()))
    const leaving = new AbortController()
    const left = fetch(`${baseUrl}/_sandbox/clock/advance`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ to: afterwards }),
      signal: leaving.signal,
    }).catch((error: Error) => error.name)
    await begun
    await expect
      .poll(async () => (await world.sandbox.store.read(pendingJobs)).count, { interval: 1 })
      .toBeLessThan(manyJobs)
    leaving.abort()
    expect(await left).toBe('AbortError')
    const { json } = await world.control('POST', '/clock/freeze', { body: {} })
    expect(json.clock.now).toBe(dueAt.replace('.000', ''))
    expect(json.clock.pending_jobs).toBeGreaterThan(0)
    // What was left is done by whoever goes on.
    const rest = await world.control('POST', '/clock/advance', { body: { to: afterwards } })
    expect(rest.json.fired.length).toBeGreaterThan(0)
  })

  test('others are answered while an advance goes on', async () => {
    const begun = new Promise<void>(done => world.app.server.once('request', () => done()))
    const order: string[] = []
    const advanced = advance({ to: afterwards }).then(answer => {
      order.push(`advance ${answer.status}`)
    })
    await begun
    for (const path of ['/_sandbox/health', '/_sandbox/health', '/openapi.json'])
      order.push(`${path} ${(await fetch(`${baseUrl}${path}`)).status}`)
    await advanced
    expect(order).toEqual([
      '/_sandbox/health 200',
      '/_sandbox/health 200',
      '/openapi.json 200',
      'advance 200',
    ])
  })
})
