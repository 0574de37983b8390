import { expect, test } from 'vitest'
import { backoffMs } from '../../src/client/retry.ts'

test('the backoff doubles, and chance decides how much of it is waited', () => {
  expect([0, 1, 2].map(attempt => backoffMs(attempt, () => 0.5))).toEqual([50, 100, 200])
})
