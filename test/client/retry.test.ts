import { expect, test } from 'vitest'
import { backoffMs, retryAfterMs } from '../../src/client/retry.ts'

const now = new Date('2026-04-20T05:00:00Z')

test.each([
  ['3', 3_000],
  ['0', 0],
  ['Mon, 20 Apr 2026 05:00:07 GMT', 7_000],
  ['Mon, 20 Apr 2026 04:00:00 GMT', 0],
  ['soon', undefined],
  [undefined, undefined],
])('Retry-After %s is %s ms', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected)
})

test('the backoff doubles, and chance decides how much of it is waited', () => {
  expect([0, 1, 2].map(attempt => backoffMs(attempt, () => 0.5))).toEqual([50, 100, 200])
})
