import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { recordEvent } from '../../emulator/events/outbox.ts'
import { countPending } from '../../emulator/store/deliveries.ts'
import { idsInTransaction } from '../../emulator/store/ids.ts'
import { webhookWorld } from './webhook-world.ts'

const manyEvents = 600

test('a backlog that cannot even be sent leaves the event loop to others', async () => {
  await using world = await webhookWorld({ webhooks: { profile: 'none' } })
  const { id } = await world.listen()
  const { sandbox } = world.sandbox
  const object = { id: 'cust_x' }
  const source = { tenantId: 'tnt_clinic', requestId: null, now: sandbox.clock.now() }
  await sandbox.store.write(async trx => {
    // As in the data of a sandbox that was allowed more hosts.
    await trx
      .updateTable('webhooks')
      .set({ url: 'http://elsewhere.example/hook' })
      .where('id', '=', id)
      .execute()
    const ids = idsInTransaction(trx, sandbox.seed, source.now)
    for (let made = 0; made < manyEvents; made++)
      await recordEvent(trx, ids, source, { type: 'customer.created', object, siblings: {} })
  })
  let turns = 0
  let isSettled = false
  const settled = world.settle().then(() => {
    isSettled = true
  })
  for (; !isSettled; turns += 1) await setImmediate()
  await settled
  expect(await sandbox.store.read(countPending)).toBe(0)
  expect((await world.deliveries(id)).map(({ error }) => error)).toEqual(
    Array(manyEvents).fill('elsewhere.example is not this machine'),
  )
  // Some pass before the first attempt.
  expect(turns).toBeGreaterThan(6)
})
