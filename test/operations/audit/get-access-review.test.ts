import { expect, test } from 'vitest'
import { flush } from '../../../emulator/sandbox/flush.ts'
import { fire } from '../../world/clock.ts'
import { forkSandbox } from '../../world/sandbox.ts'

test('has each key of the account, and when it was last used', async () => {
  const sandbox = await forkSandbox('default')
  await sandbox.send('GET', '/v2/customers')
  await flush(sandbox.sandbox)
  await fire(sandbox, sandbox.clock.now() + 91 * 86_400_000)
  const { json } = await sandbox.send('GET', '/v2/audit/access_reviews')
  const [due] = json.data
  const { json: review } = await sandbox.send('GET', `/v2/audit/access_reviews/${due.id}`)
  expect(review).toMatchObject({ status: 'open', due_at: '2026-07-14T09:00:00Z', completed_at: null })
  expect(review.items).toHaveLength(2)
  expect(review.items).toContainEqual({
    principal: expect.stringMatching(/^key_[0-9a-f]{16}$/),
    key_hint: `sk_test_…${sandbox.keys.secret.slice(-4)}`,
    scopes: ['secret'],
    last_used_at: '2026-04-15T09:42:11Z',
    decision: null,
    decided_by: null,
  })
})
