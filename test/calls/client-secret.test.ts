import { expect, test } from 'vitest'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

interface Made {
  readonly sandbox: TestSandbox
  readonly id: string
  readonly secret: string
}

/** A booking that a widget made, far enough ahead to be cancelled. */
async function made(): Promise<Made> {
  const sandbox = await forkSandbox()
  const { customer_id: _, ...rest } = bodyAt('2026-04-20T05:00:00Z') as Record<string, unknown>
  const body = { ...rest, customer: { name: 'Widget', email: 'widget@example.com' } }
  const answer = await sandbox.send('POST', '/v2/bookings', { key: 'publishable', body })
  expect(answer.status).toBe(201)
  return { sandbox, id: answer.json.id, secret: answer.json.client_secret }
}

const cancel = ({ sandbox, id }: Made, secret: string | null, more: object = {}) =>
  sandbox.send('POST', `/v2/bookings/${id}/cancel`, {
    key: 'publishable',
    body: {},
    idempotencyKey: 'once',
    ...(secret !== null && { headers: { 'x-client-secret': secret } }),
    ...more,
  })

test('a missing secret is not kept: with the secret, the same key works', async () => {
  const world = await made()
  expect((await cancel(world, null)).status).toBe(404)
  expect((await cancel(world, 'cs_wrong')).status).toBe(404)
  const answer = await cancel(world, world.secret)
  expect([answer.status, answer.json.status]).toEqual([200, 'cancelled'])
  expect(answer.headers['x-idempotent-replayed']).toBeUndefined()
})

test('a known idempotency key hands nothing out without the secret', async () => {
  const world = await made()
  expect((await cancel(world, world.secret)).status).toBe(200)
  for (const secret of [null, 'cs_wrong']) {
    const answer = await cancel(world, secret)
    expect([answer.status, answer.json.error.code]).toEqual([404, 'not_found'])
    expect(answer.headers['x-idempotent-replayed']).toBeUndefined()
  }
  expect((await cancel(world, world.secret)).headers['x-idempotent-replayed']).toBe('true')
})

test('faults of shape are told first, with and without a secret', async () => {
  const world = await made()
  for (const secret of [null, world.secret]) {
    const answer = await cancel(world, secret, { body: { unknown: 1 } })
    expect([answer.status, answer.json.error.code]).toEqual([422, 'validation_failed'])
  }
})

test('the hold of a new booking needs its secret, also in a replay', async () => {
  const sandbox = await forkSandbox()
  const start = {
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
    start_at: '2026-04-20T05:00:00Z',
  }
  const hold = await sandbox.send('POST', '/v2/holds', {
    key: 'publishable',
    body: start,
  })
  expect(hold.status).toBe(201)
  const book = (secret: string) =>
    sandbox.send('POST', '/v2/bookings', {
      key: 'publishable',
      idempotencyKey: 'once',
      headers: { 'x-client-secret': secret },
      body: {
        ...start,
        hold_id: hold.json.id,
        customer: { name: 'Widget', email: 'widget@example.com' },
      },
    })
  expect((await book('cs_wrong')).status).toBe(404)
  expect((await book(hold.json.client_secret)).status).toBe(201)
  expect((await book('cs_wrong')).status).toBe(404)
})
