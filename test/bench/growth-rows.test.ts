import { expect, test } from 'vitest'
import { growthRows, growthSizes } from '../../bench/growth-rows.ts'
import { lineOf } from '../../bench/report.ts'

test('what grows is held against itself at the smallest size', async () => {
  const rows = await growthRows(growthSizes(true), async (bookings, report) => {
    report({ what: 'list', bookings, ms: Math.log10(bookings) })
  })
  expect(rows.map(({ what, pairs }) => [what, pairs])).toEqual([
    ['list, 100,000', [{ ours: 5, floor: 3 }]],
    ['list, 1,000,000', [{ ours: 6, floor: 3 }]],
  ])
  expect(lineOf(rows[1] as (typeof rows)[0])).toMatch(/^list, 1,000,000 +6\.00 ms +3\.00 ms +2\.00x /)
})
