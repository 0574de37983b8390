import { expect, test } from 'vitest'
import { advanceTo, bookedAt, bookedStart, jobsOf, move, readBooking } from './booking-life.ts'
import { everything } from './booking-world.ts'

test.each([
  ['2026-04-20T05:14:59.999Z', 422],
  ['2026-04-20T05:15:00.000Z', 200],
  ['2026-04-21T05:15:00.000Z', 200],
])('at %s: %d', async (now, status) => {
  const { sandbox, id } = await bookedAt(now)
  const answer = await move(sandbox, id, 'no_show')
  expect(answer.status, answer.text).toBe(status)
  if (status === 200) {
    expect(answer.json).toMatchObject({ status: 'no_show', completed_at: null, schedule_revision: 0 })
    expect(await jobsOf(sandbox, id)).toEqual([])
  } else {
    expect(answer.json.error).toMatchObject({
      code: 'no_show_too_early',
      details: { earliest: '2026-04-20T05:15:00Z' },
    })
  }
})

test.each([
  [0, '2026-04-20T04:59:59.999Z', 422],
  [0, '2026-04-20T05:00:00.000Z', 200],
  // Longer than the booking.
  [45, '2026-04-20T05:44:59.999Z', 422],
  [45, '2026-04-20T05:45:00.000Z', 200],
])('the grace of its own policy is %d min: at %s %d', async (no_show_grace_min, now, status) => {
  const { sandbox, id } = await bookedAt(now, { no_show_grace_min })
  expect((await move(sandbox, id, 'no_show')).status).toBe(status)
})

test('too early it leaves nothing behind', async () => {
  const { sandbox, id } = await bookedAt(bookedStart)
  const before = await everything(sandbox)
  expect((await move(sandbox, id, 'no_show')).status).toBe(422)
  expect(await everything(sandbox)).toEqual(before)
})

test('is for customers who were not there: a check-in rules it out', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T05:15:00Z')
  await move(sandbox, id, 'check_in')
  const answer = await move(sandbox, id, 'no_show')
  expect(answer.json.error).toMatchObject({
    code: 'invalid_state_transition',
    details: { from: 'checked_in', action: 'no_show' },
  })
})

test('by hand, the clock does not mark it again', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T05:15:00Z', { auto_no_show: true })
  expect(await jobsOf(sandbox, id)).toContain('auto_no_show 2026-04-20T05:15')
  await move(sandbox, id, 'no_show')
  expect(await advanceTo(sandbox, '2026-04-22T00:00:00Z')).toEqual([])
  expect((await readBooking(sandbox, id)).revision).toBe(2)
})

test('asks for the fee of the policy, and charges nobody who never paid', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T05:15:00Z', { no_show_fee: 5_000 })
  const { json } = await move(sandbox, id, 'no_show')
  expect(json.payment).toMatchObject({ status: 'requires_confirmation', amount_paid: 0, amount_due: 5_000 })
  expect(json.cancellation).toBeNull()
})

test('of twenty at once one succeeds', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T05:15:00Z')
  const answers = await Promise.all(Array.from({ length: 20 }, () => move(sandbox, id, 'no_show')))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(19).fill(409)])
  expect((await sandbox.eventTypes()).filter(type => type === 'booking.no_show')).toHaveLength(1)
})
