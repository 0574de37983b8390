import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { historyOf, jobsOf, move, takenBy } from './booking-life.ts'
import { bodyAt, book } from './booking-world.ts'

test('keeps the reason, frees the time and drops what the clock was to do', async () => {
  const sandbox = await forkSandbox('default')
  const answer = await move(sandbox, 'bk_pending_01', 'decline', { reason: 'On leave' })
  expect(answer.json).toMatchObject({ status: 'declined', decline_reason: 'On leave', cancellation: null })
  expect(await takenBy(sandbox, 'bk_pending_01')).toEqual([])
  expect(await jobsOf(sandbox, 'bk_pending_01')).toEqual([])
  expect((await historyOf(sandbox, 'bk_pending_01')).at(-1)).toMatchObject({ reason: 'On leave' })
  expect((await book(sandbox, bodyAt('2026-05-27T06:00:00Z'))).status).toBe(201)
})

test('without a reason there is none', async () => {
  const sandbox = await forkSandbox('default')
  expect((await move(sandbox, 'bk_pending_01', 'decline')).json.decline_reason).toBeNull()
})
