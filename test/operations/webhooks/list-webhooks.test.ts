import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'
import { createWebhook } from './webhook-requests.ts'

test('newest first, disabled ones too, each as it is read alone and without its secret', async () => {
  const sandbox = await forkSandbox()
  const made = []
  for (const status of ['enabled', 'disabled', 'enabled']) {
    sandbox.clock.set(sandbox.clock.now() + 1_000)
    const { secret: _, ...webhook } = await createWebhook(sandbox, { status })
    made.push(webhook)
  }
  expect((await sandbox.send('GET', '/v2/webhooks')).json.data).toEqual(made.toReversed())
})

test('each shows its own secrets: both while a rotation overlaps', async () => {
  const sandbox = await forkSandbox()
  const [one, other] = [await createWebhook(sandbox), await createWebhook(sandbox)]
  await sandbox.send('POST', `/v2/webhooks/${one.id}/rotate_secret`, { body: { overlap_seconds: 60 } })
  const counts = async () => {
    const { data } = (await sandbox.send('GET', '/v2/webhooks')).json
    return Object.fromEntries(
      data.map((row: { id: string; secrets: object[] }) => [row.id, row.secrets.length]),
    )
  }
  expect(await counts()).toEqual({ [one.id]: 2, [other.id]: 1 })
  sandbox.clock.set(sandbox.clock.now() + 60_000)
  expect(await counts()).toEqual({ [one.id]: 1, [other.id]: 1 })
})

test('those of the tenant only', async () => {
  const sandbox = await forkSandbox()
  const body = { url: 'http://127.0.0.1:9/theirs', events: ['*'] }
  const theirs = await sandbox.send('POST', '/v2/webhooks', { tenant: 'tnt_ideadunes', body })
  const { id } = await createWebhook(sandbox)
  const listed = async (tenant: string) =>
    (await sandbox.send('GET', '/v2/webhooks', { tenant })).json.data.map((one: { id: string }) => one.id)
  expect(await listed('tnt_clinic')).toEqual([id])
  expect(await listed('tnt_ideadunes')).toEqual([theirs.json.id])
})

test('there is no filter', async () => {
  const answer = await (await forkSandbox()).send('GET', '/v2/webhooks?status=enabled')
  expect([answer.status, faultsOf(answer)]).toEqual([422, ['/status unknown_field']])
})
