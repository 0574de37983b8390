import { expect, test } from 'vitest'
import { retryAfterMs } from '../../src/network/retry-after.ts'

const nowMs = Date.parse('2026-04-20T05:00:00Z')

test.each([
  ['3', 3_000],
  [' 120 ', 120_000],
  ['0', 0],
  ['Mon, 20 Apr 2026 05:00:07 GMT', 7_000],
  ['Mon, 20 Apr 2026 04:00:00 GMT', 0],
  ['Monday, 20-Apr-26 05:00:07 GMT', 7_000],
  ['Mon Apr 20 05:00:07 2026', 7_000],
  ['2026-04-20T05:00:07Z', 7_000],
  ['soon', undefined],
  ['soon 5', undefined],
  ['1.5', undefined],
  ['-1', undefined],
  ['Mon, 99 Apr 2026', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After: %s is %s ms', (header, expected) => {
  expect(retryAfterMs(header, nowMs)).toBe(expected)
})
