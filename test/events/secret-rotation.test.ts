import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { expect, test } from 'vitest'
import type { Received } from './receiver.ts'
import { type WebhookWorld, webhookWorld } from './webhook-world.ts'

/** Which of the secrets verify the newest delivery; both libraries must agree. */
async function verifying(world: WebhookWorld, secrets: readonly string[]): Promise<number[]> {
  await world.addCustomer()
  await world.settle()
  const { body, headers } = world.receiver.received.at(-1) as Received
  const accepted = (Verifier: typeof StandardWebhook | typeof SvixWebhook) =>
    secrets.flatMap((secret, at) => {
      try {
        new Verifier(secret).verify(body, headers as Record<string, string>)
        return [at]
      } catch {
        return []
      }
    })
  expect(accepted(StandardWebhook)).toEqual(accepted(SvixWebhook))
  const count = String(headers['webhook-signature']).split(' ').length
  expect(count).toBe(accepted(StandardWebhook).length)
  return accepted(StandardWebhook)
}

async function rotate(world: WebhookWorld, id: string, body: Record<string, unknown> = {}): Promise<string> {
  const answer = await world.sandbox.send('POST', `/v2/webhooks/${id}/rotate_secret`, { body })
  expect(answer.status, answer.text).toBe(200)
  return answer.json.secret
}

test.each([
  [{}, 86_400],
  [{ overlap_seconds: 3_600 }, 3_600],
  [{ overlap_seconds: 604_800 }, 604_800],
])('with %j both secrets sign for %i s, and then the new one alone', async (body, seconds) => {
  await using world = await webhookWorld()
  const { id, secret } = await world.listen()
  const next = await rotate(world, id, body)
  expect(next).not.toBe(secret)
  expect(await verifying(world, [secret, next])).toEqual([0, 1])
  await world.advance({ by_seconds: seconds - 1 })
  expect(await verifying(world, [secret, next])).toEqual([0, 1])
  expect((await world.webhook(id)).secrets).toHaveLength(2)
  await world.advance({ by_seconds: 1 })
  expect(await verifying(world, [secret, next])).toEqual([1])
  expect((await world.webhook(id)).secrets).toMatchObject([{ expires_at: null }])
})

test('without overlap the old secret is gone at once', async () => {
  await using world = await webhookWorld()
  const { id, secret } = await world.listen()
  const next = await rotate(world, id, { overlap_seconds: 0 })
  expect(await verifying(world, [secret, next])).toEqual([1])
})

test('rotated twice, all three sign, each until its own end; a rotation never prolongs one', async () => {
  await using world = await webhookWorld()
  const { id, secret } = await world.listen()
  const second = await rotate(world, id, { overlap_seconds: 3_600 })
  const third = await rotate(world, id, { overlap_seconds: 7_200 })
  const all = [secret, second, third]
  expect(await verifying(world, all)).toEqual([0, 1, 2])
  await world.advance({ by_seconds: 3_600 })
  expect(await verifying(world, all)).toEqual([1, 2])
  await world.advance({ by_seconds: 3_600 })
  expect(await verifying(world, all)).toEqual([2])
})

test('a retry is signed anew, with the secrets of its own time', async () => {
  await using world = await webhookWorld()
  const { id, secret } = await world.listen()
  world.receiver.answer(500)
  await world.addCustomer()
  await world.settle()
  const next = await rotate(world, id, { overlap_seconds: 0 })
  await world.advance({ until: 'next' })
  const [first, second] = world.receiver.received as [Received, Received]
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
  const verify = (key: string, { body, headers }: Received) =>
    new StandardWebhook(key).verify(body, headers as Record<string, string>)
  verify(secret, first)
  verify(next, second)
  expect(() => verify(secret, second)).toThrow()
})

test('after a reset the same endpoint has the same secrets', async () => {
  await using world = await webhookWorld()
  const make = async () => {
    const { id, secret } = await world.listen()
    return [id, secret, await rotate(world, id)]
  }
  const before = await make()
  await world.sandbox.control('POST', '/reset')
  expect(await make()).toEqual(before)
})

test.each([-1, 604_801, 1.5, '60'])('refuses an overlap of %j', async overlap_seconds => {
  await using world = await webhookWorld()
  const { id } = await world.listen()
  const answer = await world.sandbox.send('POST', `/v2/webhooks/${id}/rotate_secret`, {
    body: { overlap_seconds },
  })
  expect([answer.status, answer.json.error.details.fields[0].path]).toEqual([422, '/overlap_seconds'])
})
