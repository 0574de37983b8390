import { expect, test } from 'vitest'
import { day, must, wait } from '../payments/money-world.ts'
import { answer, disputed } from './dispute-world.ts'

test('accepting loses it at once, also under review, and the clock has nothing left to do', async () => {
  for (const isReviewed of [false, true]) {
    const { sandbox, dispute } = await disputed()
    if (isReviewed) must(await answer(sandbox, dispute.id))
    const accepted = must(await sandbox.send('POST', `/v2/disputes/${dispute.id}/accept`))
    expect(accepted).toMatchObject({ status: 'lost', outcome: 'accepted' })
    await wait(sandbox, 30 * day)
    const closed = (await sandbox.eventTypes()).filter(type => type === 'payment.dispute_closed')
    expect(closed).toHaveLength(1)
    const again = await sandbox.send('POST', `/v2/disputes/${dispute.id}/accept`)
    expect(again.json.error.details).toEqual({ from: 'lost', action: 'accept', allowed: [] })
  }
})
