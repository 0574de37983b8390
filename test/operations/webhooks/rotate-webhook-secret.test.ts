import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { createWebhook } from './webhook-requests.ts'

const rotate = async (sandbox: TestSandbox, id: string, body: object = {}) =>
  (await sandbox.send('POST', `/v2/webhooks/${id}/rotate_secret`, { body })).json

test('tells until when the old secret signs, and counts as a change', async () => {
  const sandbox = await forkSandbox()
  const { id, secret } = await createWebhook(sandbox)
  const json = await rotate(sandbox, id, { overlap_seconds: 3_600 })
  expect(json).toMatchObject({
    revision: 2,
    secrets: [
      { hint: `whsec_…${secret.slice(-4)}`, expires_at: '2026-04-15T10:42:11Z' },
      { hint: `whsec_…${json.secret.slice(-4)}`, expires_at: null },
    ],
  })
})

test('the overlap is a day unless told', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  const { secrets } = await rotate(sandbox, id)
  expect(secrets.map((secret: { expires_at: string }) => secret.expires_at)).toEqual([
    '2026-04-16T09:42:11Z',
    null,
  ])
})

test('the new secret is shown this once; the endpoint shows the old one until its end, and no longer', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  const { secret, ...rotated } = await rotate(sandbox, id, { overlap_seconds: 60 })
  const shown = async () => (await sandbox.send('GET', `/v2/webhooks/${id}`)).json
  expect(Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).toHaveLength(32)
  expect(await shown()).toEqual(rotated)
  sandbox.clock.set(sandbox.clock.now() + 59_000)
  expect((await shown()).secrets).toHaveLength(2)
  sandbox.clock.set(sandbox.clock.now() + 1_000)
  // Time alone is no change of the endpoint.
  expect(await shown()).toEqual({ ...rotated, secrets: rotated.secrets.slice(1) })
})

test('without overlap only the new secret is left', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  const { secret, secrets } = await rotate(sandbox, id, { overlap_seconds: 0 })
  expect(secrets).toEqual([{ hint: `whsec_…${secret.slice(-4)}`, expires_at: null }])
})

test('every secret is another one, and the secret of another endpoint stays', async () => {
  const sandbox = await forkSandbox()
  const [one, other] = [await createWebhook(sandbox), await createWebhook(sandbox)]
  const secrets = [one.secret, other.secret]
  for (let count = 0; count < 3; count++) secrets.push((await rotate(sandbox, one.id)).secret)
  expect(new Set(secrets).size).toBe(5)
  expect((await sandbox.send('GET', `/v2/webhooks/${other.id}`)).json).toMatchObject({
    secrets: other.secrets,
    revision: 1,
  })
})

test('a disabled endpoint gets a new secret, and stays disabled', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox, { status: 'disabled' })
  expect(await rotate(sandbox, id)).toMatchObject({
    status: 'disabled',
    disabled_reason: 'request',
    revision: 2,
  })
})
