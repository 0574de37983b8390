import { expect, test } from 'vitest'
import { bookedAt, jobsOf, move, putBooking, takenBy } from './booking-life.ts'
import { everything } from './booking-world.ts'
import { reschedule } from './move-world.ts'

test.each([
  ['2026-04-20T04:29:59.999Z', 422],
  ['2026-04-20T04:30:00.000Z', 200],
  ['2026-04-20T05:00:00.000Z', 200],
  ['2026-04-20T05:30:00.000Z', 200],
  ['2026-04-20T05:30:00.001Z', 422],
])('at %s: %d', async (now, status) => {
  const { sandbox, id } = await bookedAt(now)
  const answer = await move(sandbox, id, 'check_in')
  expect(answer.status, answer.text).toBe(status)
  if (status === 200) {
    expect(answer.json).toMatchObject({ status: 'checked_in', checked_in_at: `${now.slice(0, 19)}Z` })
  } else {
    expect(answer.json.error).toMatchObject({
      code: 'check_in_outside_window',
      details: { earliest: '2026-04-20T04:30:00Z', latest: '2026-04-20T05:30:00Z' },
    })
  }
})

test('reminds nobody any more, and completes at the end by policy', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T04:30:00Z')
  await move(sandbox, id, 'check_in')
  expect(await jobsOf(sandbox, id)).toEqual(['auto_complete 2026-04-20T05:30'])
})

test('keeps the capacity', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T05:10:00Z')
  await move(sandbox, id, 'check_in')
  expect(await takenBy(sandbox, id)).toEqual(['res_dr_niket 04-20T05:00/04-20T05:30 1'])
})

test.each([
  [0, '2026-04-20T04:59:59.999Z', 422],
  [0, '2026-04-20T05:00:00.000Z', 200],
  [1440, '2026-04-19T04:59:59.999Z', 422],
  [1440, '2026-04-19T05:00:00.000Z', 200],
])('its own policy opens %d min before the start: at %s %d', async (check_in_window_min, now, status) => {
  const { sandbox, id } = await bookedAt(now, { check_in_window_min })
  expect((await move(sandbox, id, 'check_in')).status).toBe(status)
})

test('the window moves with the booking', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T04:30:00Z')
  await reschedule(sandbox, id, '2026-04-20T07:00:00Z')
  const early = await move(sandbox, id, 'check_in')
  expect(early.json.error.details).toEqual({
    earliest: '2026-04-20T06:30:00Z',
    latest: '2026-04-20T07:30:00Z',
  })
  sandbox.clock.set(Date.parse('2026-04-20T06:30:00Z'))
  expect((await move(sandbox, id, 'check_in')).status).toBe(200)
})

test("buffers are nobody's time to come", async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T05:31:00Z')
  await putBooking(sandbox, id, { buffer_before_min: 60, buffer_after_min: 60 })
  expect((await move(sandbox, id, 'check_in')).json.error.details).toEqual({
    earliest: '2026-04-20T04:30:00Z',
    latest: '2026-04-20T05:30:00Z',
  })
})

test('too early or too late, it leaves nothing behind', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T04:00:00Z')
  const before = await everything(sandbox)
  await move(sandbox, id, 'check_in')
  sandbox.clock.set(Date.parse('2026-04-20T06:00:00Z'))
  await move(sandbox, id, 'check_in')
  expect(await everything(sandbox)).toEqual(before)
})

test('of twenty at once one succeeds', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T05:00:00Z')
  const answers = await Promise.all(Array.from({ length: 20 }, () => move(sandbox, id, 'check_in')))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(19).fill(409)])
  expect((await sandbox.eventTypes()).filter(type => type === 'booking.checked_in')).toHaveLength(1)
})
