import { expect, test } from 'vitest'
import { bookedAt, jobsOf, move, takenBy } from './booking-life.ts'

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
  expect(await takenBy(sandbox, id)).toEqual(['res_dr_niket 05:00-05:30'])
})
