import { expect, test } from 'vitest'
import { bookedAt, bookedStart, jobsOf, move, policyWith, putBooking } from './booking-life.ts'

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

test('the grace is that of the policy under which it was made', async () => {
  const { sandbox, id } = await bookedAt(bookedStart)
  await putBooking(sandbox, id, { policy: policyWith({ no_show_grace_min: 0 }) })
  expect((await move(sandbox, id, 'no_show')).status).toBe(200)
})
