import { expect, test } from 'vitest'
import { money, readPayment } from '../payments/money-world.ts'
import { disputed } from './dispute-world.ts'

test('a day after the capture what is left is disputed', async () => {
  const { sandbox, id, dispute } = await disputed()
  expect(dispute).toEqual({
    id: expect.stringMatching(/^dp_/),
    tenant_id: 'tnt_clinic',
    payment_id: id,
    amount: money(10_000),
    reason: 'fraudulent',
    status: 'needs_response',
    due_by: '2026-04-23T09:42:11Z',
    evidence: null,
    outcome: null,
    metadata: {},
    created_at: '2026-04-16T09:42:11Z',
    updated_at: '2026-04-16T09:42:11Z',
    revision: 1,
  })
  const events = await sandbox.events()
  expect(events.at(-1)).toMatchObject({ type: 'payment.disputed', data: { object: dispute } })
  expect(await readPayment(sandbox, id)).toMatchObject({ disputed_at: '2026-04-16T09:42:11Z' })
})
