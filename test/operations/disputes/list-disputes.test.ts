import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { day, money, must, paidFee, refund, wait } from '../payments/money-world.ts'

test('what was refunded before is not disputed any more', async () => {
  const sandbox = await forkSandbox()
  const [whole, part] = [
    await paidFee(sandbox, 'pm_test_dispute_won'),
    await paidFee(sandbox, 'pm_test_dispute_won'),
  ]
  must(await refund(sandbox, whole.id))
  must(await refund(sandbox, part.id, { amount: money(4_000) }))
  await wait(sandbox, day)
  const { data } = must(await sandbox.send('GET', '/v2/disputes'))
  expect(data).toMatchObject([{ payment_id: part.id, amount: money(6_000) }])
})

test('by payment and state, together', async () => {
  const sandbox = await forkSandbox()
  const paid = [await paidFee(sandbox, 'pm_test_dispute_won'), await paidFee(sandbox, 'pm_test_dispute_lost')]
  await wait(sandbox, day)
  const list = async (query: string) => must(await sandbox.send('GET', `/v2/disputes?${query}`)).data
  const [newest, oldest] = await list('status=needs_response')
  expect([newest.payment_id, oldest.payment_id].toSorted()).toEqual(paid.map(({ id }) => id).toSorted())
  must(await sandbox.send('POST', `/v2/disputes/${oldest.id}/accept`))
  expect((await list('status=needs_response')).map(({ id }: { id: string }) => id)).toEqual([newest.id])
  expect(await list(`status=needs_response&payment_id=${oldest.payment_id}`)).toEqual([])
  expect(await list(`status=lost,won&payment_id=${oldest.payment_id},${newest.payment_id}`)).toHaveLength(1)
  expect((await sandbox.send('GET', '/v2/disputes?payment_id=pay_nobody')).status).toBe(422)
})
