import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { confirm, day, feeOf, must, readPayment, refund, wait } from './money-world.ts'

test('shows when each thing happened, and never the secret', async () => {
  const sandbox = await forkSandbox()
  const { id } = await feeOf(sandbox, 10_000, { capture: 'manual' })
  must(await confirm(sandbox, id, 'pm_test_refund_slow'))
  await wait(sandbox, 60)
  must(await sandbox.send('POST', `/v2/payments/${id}/capture`, { body: {} }))
  await wait(sandbox, 60)
  must(await refund(sandbox, id))
  await wait(sandbox, day)
  const payment = await readPayment(sandbox, id)
  expect(payment).toMatchObject({
    created_at: '2026-04-15T09:42:11Z',
    authorized_at: '2026-04-15T09:42:11Z',
    captured_at: '2026-04-15T10:42:11Z',
    refunded_at: '2026-04-16T11:42:11Z',
    disputed_at: null,
    cancelled_at: null,
  })
  expect(Object.keys(payment)).not.toContain('client_secret')
})
