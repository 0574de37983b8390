import { expect, test } from 'vitest'
import { bookedAt, bookedStart, jobsOf, move } from './booking-life.ts'

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
