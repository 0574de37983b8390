import { expect, test } from 'vitest'
import { advanceTo, bookedAt, bookedStart, jobsOf, move, readBooking } from './booking-life.ts'
import { everything } from './booking-world.ts'
import { reschedule } from './move-world.ts'

test.each([
  ['2026-04-20T04:59:59.999Z', 422],
  ['2026-04-20T05:00:00.000Z', 200],
  ['2026-04-21T05:00:00.000Z', 200],
])('at %s: %d', async (now, status) => {
  const { sandbox, id } = await bookedAt(now)
  const answer = await move(sandbox, id, 'complete')
  expect(answer.status, answer.text).toBe(status)
  if (status === 200) {
    expect(answer.json).toMatchObject({ status: 'completed', completed_at: `${now.slice(0, 19)}Z` })
    expect(await jobsOf(sandbox, id)).toEqual([])
  } else {
    expect(answer.json.error).toMatchObject({
      code: 'complete_too_early',
      details: { earliest: bookedStart },
    })
  }
})

test('a customer who checked in early is not served before the start', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T04:45:00Z')
  await move(sandbox, id, 'check_in')
  expect((await move(sandbox, id, 'complete')).json.error.code).toBe('complete_too_early')
})

test('keeps when the customer came; who was not checked in came at no time', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T04:45:00Z')
  await move(sandbox, id, 'check_in')
  sandbox.clock.set(Date.parse('2026-04-20T05:10:00Z'))
  expect((await move(sandbox, id, 'complete')).json).toMatchObject({
    checked_in_at: '2026-04-20T04:45:00Z',
    completed_at: '2026-04-20T05:10:00Z',
    end_at: '2026-04-20T05:30:00Z',
  })
  const unchecked = await bookedAt('2026-04-20T05:10:00Z')
  expect((await move(unchecked.sandbox, unchecked.id, 'complete')).json.checked_in_at).toBeNull()
})

test('by hand, the clock does not complete it again', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T05:00:00Z')
  await move(sandbox, id, 'check_in')
  await move(sandbox, id, 'complete')
  expect(await advanceTo(sandbox, '2026-04-22T00:00:00Z')).toEqual([])
  expect(await readBooking(sandbox, id)).toMatchObject({ status: 'completed', revision: 3 })
})

test('the start that counts is the one that it has by now', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T05:00:00Z')
  await reschedule(sandbox, id, '2026-04-20T07:00:00Z')
  const before = await everything(sandbox)
  const early = await move(sandbox, id, 'complete')
  expect(early.json.error.details).toEqual({ earliest: '2026-04-20T07:00:00Z' })
  expect(await everything(sandbox)).toEqual(before)
  sandbox.clock.set(Date.parse('2026-04-20T07:00:00Z'))
  expect((await move(sandbox, id, 'complete')).status).toBe(200)
})

test('of twenty at once one succeeds', async () => {
  const { sandbox, id } = await bookedAt(bookedStart)
  const answers = await Promise.all(Array.from({ length: 20 }, () => move(sandbox, id, 'complete')))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(19).fill(409)])
  expect((await sandbox.eventTypes()).filter(type => type === 'booking.completed')).toHaveLength(1)
})
