import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { createWebhook, deliveriesOf, sendSample } from './webhook-requests.ts'

test('deleted, it is gone with its deliveries and secrets', async () => {
  const sandbox = await forkSandbox()
  const { id, secret: _, ...made } = await createWebhook(sandbox)
  const delivery = await sendSample(sandbox, id)
  const deleted = await sandbox.send('DELETE', `/v2/webhooks/${id}`)
  expect([deleted.status, deleted.json]).toEqual([200, { id, ...made }])
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['GET', '/deliveries'],
    ['POST', '/test'],
    ['POST', '/rotate_secret'],
    ['POST', `/deliveries/${delivery.id}/redeliver`],
  ] as const) {
    const answer = await sandbox.send(
      method,
      `/v2/webhooks/${id}${path}`,
      method === 'GET' ? {} : { body: {} },
    )
    expect([path, answer.status]).toEqual([path, 404])
  }
  for (const table of ['deliveries', 'webhook_secrets'] as const) {
    const rows = await sandbox.sandbox.store.read(trx =>
      trx.selectFrom(table).select('webhook_id').where('webhook_id', '=', id).execute(),
    )
    expect(rows).toEqual([])
  }
})

test('leaves other endpoints, their deliveries and their secrets alone', async () => {
  const sandbox = await forkSandbox()
  const [gone, kept] = [await createWebhook(sandbox), await createWebhook(sandbox)]
  const { secret: _, ...asMade } = kept
  await sandbox.send('POST', '/v2/customers', { body: { name: 'Ada' } })
  const before = await deliveriesOf(sandbox, kept.id)
  expect(before).toHaveLength(1)
  expect((await sandbox.send('DELETE', `/v2/webhooks/${gone.id}`)).status).toBe(200)
  expect((await sandbox.send('GET', '/v2/webhooks')).json.data).toEqual([asMade])
  expect(await deliveriesOf(sandbox, kept.id)).toEqual(before)
})

test('events that come later are sent to it no more; what happened stays in the log', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  await sandbox.send('POST', '/v2/customers', { body: { name: 'Ada' } })
  const log = await sandbox.events()
  await sandbox.send('DELETE', `/v2/webhooks/${id}`)
  await sandbox.send('POST', '/v2/customers', { body: { name: 'Grace' } })
  const rows = await sandbox.sandbox.store.read(trx => trx.selectFrom('deliveries').select('id').execute())
  expect(rows).toEqual([])
  expect((await sandbox.events()).slice(0, -1)).toEqual(log)
})
