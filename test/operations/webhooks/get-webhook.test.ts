import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { createWebhook } from './webhook-requests.ts'

test('answers it as it was made, without the secret, its revision as ETag', async () => {
  const sandbox = await forkSandbox()
  const { secret, ...made } = await createWebhook(sandbox, { events: ['booking.*'], metadata: { a: 'b' } })
  const answer = await sandbox.send('GET', `/v2/webhooks/${made.id}`)
  expect([answer.status, answer.headers.etag, answer.json]).toEqual([200, '"1"', made])
  expect(answer.text).not.toContain(secret)
})

test.each(['gone', 'failing', 'request', 'forked'])(
  'tells that it is disabled, and why: %s',
  async reason => {
    const sandbox = await forkSandbox()
    const { id } = await createWebhook(sandbox)
    await sandbox.sandbox.store.write(trx =>
      trx
        .updateTable('webhooks')
        .set({ status: 'disabled', disabled_reason: reason })
        .where('id', '=', id)
        .execute(),
    )
    expect((await sandbox.send('GET', `/v2/webhooks/${id}`)).json).toMatchObject({
      status: 'disabled',
      disabled_reason: reason,
    })
  },
)
