import { describe, expect, test } from 'vitest'
import type { defaultPolicy } from '../../src/contract/objects/default-policy.ts'
import {
  advanceTo,
  historyOf,
  jobsOf,
  move,
  policyWith,
  putBooking,
  putService,
  readBooking,
  takenBy,
} from '../operations/bookings/booking-life.ts'
import { bodyAt, book } from '../operations/bookings/booking-world.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

const start = '2026-04-20T05:00:00Z'

/** A booking on Monday from 05:00Z to 05:30Z under a policy, without reminders. */
async function bookedUnder(policy: Partial<typeof defaultPolicy>, columns: { confirmation?: string } = {}) {
  const sandbox = await forkSandbox()
  await putService(sandbox, { ...columns, policy: JSON.stringify({ reminders_min: [], ...policy }) })
  const { id } = (await book(sandbox, bodyAt(start))).json
  return { sandbox, id: id as string }
}

describe('no-shows', () => {
  test('are marked when the grace is over, at that very time', async () => {
    const { sandbox, id } = await bookedUnder({ auto_no_show: true })
    expect(await advanceTo(sandbox, '2026-04-20T05:14:59Z')).toEqual([])
    expect(await advanceTo(sandbox, '2026-04-20T05:15:00Z')).toEqual(['2026-04-20T05:15:00Z booking.no_show'])
    expect(await readBooking(sandbox, id)).toMatchObject({
      status: 'no_show',
      updated_at: '2026-04-20T05:15:00Z',
      revision: 2,
      schedule_revision: 0,
    })
    expect((await historyOf(sandbox, id)).at(-1)).toMatchObject({
      action: 'no_show',
      actor: 'clock',
      at: '2026-04-20T05:15:00Z',
      request_id: null,
    })
    expect(await takenBy(sandbox, id)).toEqual(['res_dr_niket 04-20T05:00/04-20T05:15 1'])
  })

  test('are not marked unless the policy says so', async () => {
    const { sandbox, id } = await bookedUnder({})
    expect(await advanceTo(sandbox, '2026-04-21T00:00:00Z')).toEqual([])
    expect((await readBooking(sandbox, id)).status).toBe('confirmed')
  })

  test('are no customers who checked in', async () => {
    const { sandbox, id } = await bookedUnder({ auto_no_show: true })
    await advanceTo(sandbox, '2026-04-20T05:14:59Z')
    await move(sandbox, id, 'check_in')
    expect(await advanceTo(sandbox, '2026-04-21T00:00:00Z')).toEqual([
      '2026-04-20T05:30:00Z booking.completed',
    ])
  })
})

describe('completion', () => {
  test.each([
    ['checked_in', 0, '2026-04-20T05:30:00Z'],
    ['checked_in', 20, '2026-04-20T05:50:00Z'],
    ['confirmed', 20, '2026-04-20T05:50:00Z'],
    ['off', 0, null],
  ] as const)('of who checked in, by the policy %s after %d minutes: %s', async (auto, after, at) => {
    const { sandbox, id } = await bookedUnder({ auto_complete: auto, auto_complete_after_min: after })
    await advanceTo(sandbox, start)
    await move(sandbox, id, 'check_in')
    const fired = await advanceTo(sandbox, '2026-04-21T00:00:00Z')
    expect(fired).toEqual(at === null ? [] : [`${at} booking.completed`])
    expect(await readBooking(sandbox, id)).toMatchObject(
      at === null ? { status: 'checked_in', completed_at: null } : { status: 'completed', completed_at: at },
    )
    expect(await takenBy(sandbox, id)).toEqual(['res_dr_niket 04-20T05:00/04-20T05:30 1'])
  })

  test.each([
    ['confirmed', ['2026-04-20T05:30:00Z booking.completed']],
    ['checked_in', []],
    ['off', []],
  ] as const)('of who did not check in, by the policy %s', async (auto_complete, fired) => {
    const { sandbox } = await bookedUnder({ auto_complete })
    expect(await advanceTo(sandbox, '2026-04-21T00:00:00Z')).toEqual(fired)
  })

  test('comes even to who checks in at the very end', async () => {
    const { sandbox, id } = await bookedUnder({})
    await advanceTo(sandbox, '2026-04-20T05:30:00Z')
    await move(sandbox, id, 'check_in')
    expect(await advanceTo(sandbox, '2026-04-20T05:30:00Z')).toEqual([
      '2026-04-20T05:30:00Z booking.completed',
    ])
  })

  test.each([
    ['ends before the booking', 15, '2026-04-20T05:15:00Z'],
    ['ends with it', 30, '2026-04-20T05:30:00Z'],
    ['outlasts it', 90, '2026-04-20T06:30:00Z'],
  ])('where both would come, the no-show wins: the grace %s', async (_how, no_show_grace_min, at) => {
    const { sandbox } = await bookedUnder({
      auto_no_show: true,
      auto_complete: 'confirmed',
      no_show_grace_min,
    })
    expect(await advanceTo(sandbox, '2026-04-21T00:00:00Z')).toEqual([`${at} booking.no_show`])
  })

  test.each([
    ['after its grace', '2026-04-15T09:42:11Z'],
    ['at the very end of its grace', '2026-04-15T09:42:00Z'],
  ])('a walk-in that is entered %s is no no-show, and is completed', async (_when, now) => {
    const sandbox = await forkSandbox()
    sandbox.clock.set(Date.parse(now))
    await putService(sandbox, {
      step_min: 1,
      policy: JSON.stringify({ auto_no_show: true, auto_complete: 'confirmed' }),
    })
    await book(sandbox, bodyAt('2026-04-15T09:27:00Z'))
    expect(await advanceTo(sandbox, '2026-04-16T00:00:00Z')).toEqual([
      '2026-04-15T09:57:00Z booking.completed',
    ])
  })
})

test.each([
  ['2026-04-20T03:59:59Z', ['reminder 2026-04-20T04:00']],
  ['2026-04-20T04:00:00Z', []],
])('a booking made at %s has the reminders that are still ahead', async (now, jobs) => {
  const sandbox = await forkSandbox()
  await putService(sandbox, { policy: JSON.stringify({ reminders_min: [60] }) })
  sandbox.clock.set(Date.parse(now))
  const { id } = (await book(sandbox, bodyAt(start))).json
  expect(await jobsOf(sandbox, id)).toEqual(jobs)
})

describe('what nobody confirmed or paid for', () => {
  test('is declined at confirm_by, and its time is free', async () => {
    const { sandbox, id } = await bookedUnder({}, { confirmation: 'manual' })
    expect(await advanceTo(sandbox, '2026-04-17T00:00:00Z')).toEqual([
      '2026-04-16T09:42:11Z booking.declined',
    ])
    expect(await readBooking(sandbox, id)).toMatchObject({
      status: 'declined',
      decline_reason: 'expired',
      schedule_revision: 1,
    })
    expect((await historyOf(sandbox, id)).at(-1)).toMatchObject({
      action: 'decline',
      actor: 'clock',
      reason: 'expired',
    })
    expect(await takenBy(sandbox, id)).toEqual([])
  })

  test('is cancelled at pay_by, and its time is free', async () => {
    const { sandbox, id } = await bookedUnder({ reschedule_cutoff_min: 0 })
    await putBooking(sandbox, id, { status: 'awaiting_payment', pay_by: '2026-04-20T05:00:00.000Z' })
    await move(sandbox, id, 'reschedule', { start_at: '2026-04-20T04:30:00Z' })
    expect(await jobsOf(sandbox, id)).toEqual(['pay_by 2026-04-20T04:30'])
    expect(await advanceTo(sandbox, '2026-04-21T00:00:00Z')).toEqual([
      '2026-04-20T04:30:00Z booking.cancelled',
    ])
    expect((await readBooking(sandbox, id)).cancellation).toEqual({
      actor: 'clock',
      reason: 'payment_timeout',
      at: '2026-04-20T04:30:00Z',
      fee: 0,
    })
    expect(await takenBy(sandbox, id)).toEqual([])
  })
})

describe('moved to another time', () => {
  test('a booking has the deadlines of its new time, and none of the old', async () => {
    const sandbox = await forkSandbox()
    await putService(sandbox, { policy: JSON.stringify({ auto_no_show: true }) })
    const { id } = (await book(sandbox, bodyAt(start))).json
    await move(sandbox, id, 'reschedule', { start_at: '2026-04-22T05:00:00Z' })
    expect(await jobsOf(sandbox, id)).toEqual([
      'reminder 2026-04-21T05:00',
      'reminder 2026-04-22T04:00',
      'auto_no_show 2026-04-22T05:15',
    ])
  })

  test('a pending one must be confirmed before it starts, and no sooner than that', async () => {
    const { sandbox, id } = await bookedUnder({ confirm_within_min: 60 * 24 * 9 }, { confirmation: 'manual' })
    expect((await readBooking(sandbox, id)).confirm_by).toBe(start)
    for (const [start_at, confirm_by] of [
      ['2026-04-17T05:00:00Z', '2026-04-17T05:00:00Z'],
      ['2026-05-04T05:00:00Z', '2026-04-24T09:42:11Z'],
    ] as const) {
      const moved = await move(sandbox, id, 'reschedule', { start_at })
      expect(moved.json).toMatchObject({ status: 'pending', confirm_by })
      expect(await jobsOf(sandbox, id)).toEqual([`confirm_by ${confirm_by.slice(0, 16)}`])
    }
  })
})

test.each(['confirm', 'decline', 'cancel', 'check_in', 'complete', 'no_show'])(
  'after %s nothing waits that the new state does not know',
  async verb => {
    const pending = verb === 'confirm' || verb === 'decline'
    const { sandbox, id } = await bookedUnder(
      { auto_no_show: true, no_show_grace_min: 10, check_in_window_min: 0, auto_complete: 'off' },
      pending ? { confirmation: 'manual' } : {},
    )
    expect(await jobsOf(sandbox, id)).toHaveLength(1)
    // Without firing what is due: as if the request had come just before the clock.
    if (!pending) sandbox.clock.set(Date.parse('2026-04-20T05:10:00Z'))
    expect((await move(sandbox, id, verb)).status).toBe(200)
    expect(await jobsOf(sandbox, id)).toEqual(verb === 'confirm' ? ['auto_no_show 2026-04-20T05:10'] : [])
  },
)

test('notes and seats leave the deadlines as they are', async () => {
  const { sandbox, id } = await bookedUnder({ auto_no_show: true })
  const before = await jobsOf(sandbox, id)
  await sandbox.send('PATCH', `/v2/bookings/${id}`, { body: { notes: 'Late' } })
  expect(await jobsOf(sandbox, id)).toEqual(before)
})

test('a deadline that finds another state than it was set for does nothing', async () => {
  const { sandbox, id } = await bookedUnder({ auto_no_show: true })
  await putBooking(sandbox, id, { status: 'cancelled', policy: policyWith({}) })
  expect(await advanceTo(sandbox, '2026-04-21T00:00:00Z')).toEqual([])
  expect((await readBooking(sandbox, id)).revision).toBe(1)
})

test('one jump does what many steps do', async () => {
  const worlds = [await busyMorning(), await busyMorning()] as const
  const end = '2026-04-21T00:00:00Z'
  const jumped = await advanceTo(worlds[0], end)
  const stepped: string[] = []
  for (let ms = worlds[1].clock.now(); ms < Date.parse(end); ms += 1_111_000)
    stepped.push(...(await advanceTo(worlds[1], new Date(ms).toISOString())))
  stepped.push(...(await advanceTo(worlds[1], end)))
  expect(stepped).toEqual(jumped)
  expect(jumped).toEqual([
    '2026-04-16T09:42:11Z booking.declined',
    '2026-04-19T05:00:00Z booking.reminder_due',
    '2026-04-19T05:30:00Z booking.reminder_due',
    '2026-04-19T06:30:00Z booking.reminder_due',
    '2026-04-20T04:00:00Z booking.reminder_due',
    '2026-04-20T04:30:00Z booking.reminder_due',
    '2026-04-20T05:15:00Z booking.no_show',
    '2026-04-20T05:30:00Z booking.reminder_due',
    '2026-04-20T05:45:00Z booking.no_show',
    '2026-04-20T06:30:00Z booking.completed',
    '2026-04-20T06:45:00Z booking.no_show',
  ])
  const fromClock = async (sandbox: TestSandbox) =>
    (await sandbox.events()).filter(event => event.request_id === null)
  expect(await fromClock(worlds[1])).toEqual(await fromClock(worlds[0]))
})

/** One booking that nobody confirms, three that nobody comes to, and one whose customer is already there. */
async function busyMorning(): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  await putService(sandbox, { confirmation: 'manual' })
  await book(sandbox, bodyAt('2026-04-20T07:00:00Z'))
  await putService(sandbox, { confirmation: 'auto', policy: JSON.stringify({ auto_no_show: true }) })
  for (const at of [start, '2026-04-20T05:30:00Z']) await book(sandbox, bodyAt(at))
  const policy = { auto_no_show: true, check_in_window_min: 60 * 24 * 9 }
  await putService(sandbox, { policy: JSON.stringify(policy) })
  const early = (await book(sandbox, bodyAt('2026-04-20T06:00:00Z'))).json
  await book(sandbox, bodyAt('2026-04-20T06:30:00Z'))
  await move(sandbox, early.id, 'check_in')
  return sandbox
}
