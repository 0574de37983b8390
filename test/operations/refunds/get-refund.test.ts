import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { money, must, paidFee, refund } from '../payments/money-world.ts'

test('a refund of a part, as it was made', async () => {
  const sandbox = await forkSandbox()
  const { id } = await paidFee(sandbox, 'pm_test_ok')
  const made = must(await refund(sandbox, id, { amount: money(300) }))
  expect(must(await sandbox.send('GET', `/v2/refunds/${made.id}`))).toEqual({
    id: made.id,
    tenant_id: 'tnt_clinic',
    payment_id: id,
    amount: money(300),
    reason: null,
    status: 'succeeded',
    metadata: {},
    created_at: '2026-04-15T09:42:11Z',
    updated_at: '2026-04-15T09:42:11Z',
    revision: 1,
  })
})
