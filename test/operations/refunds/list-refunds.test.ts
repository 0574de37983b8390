import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { money, must, paidFee, refund } from '../payments/money-world.ts'

test('by payment and state, together', async () => {
  const sandbox = await forkSandbox()
  const [now, slow] = [await paidFee(sandbox, 'pm_test_ok'), await paidFee(sandbox, 'pm_test_refund_slow')]
  const done = must(await refund(sandbox, now.id, { amount: money(1) }))
  const pending = must(await refund(sandbox, slow.id, { amount: money(1) }))
  const list = async (query: string) =>
    must(await sandbox.send('GET', `/v2/refunds?${query}`)).data.map(({ id }: { id: string }) => id)
  expect(await list(`payment_id=${now.id}`)).toEqual([done.id])
  expect(await list('status=pending')).toEqual([pending.id])
  expect((await list('status=pending,succeeded')).toSorted()).toEqual([done.id, pending.id].toSorted())
  expect(await list(`status=pending&payment_id=${now.id}`)).toEqual([])
  expect((await sandbox.send('GET', '/v2/refunds?payment_id=pay_nobody')).status).toBe(422)
})
