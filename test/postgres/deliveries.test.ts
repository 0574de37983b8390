import { expect, test } from 'vitest'
import { createClockControl } from '../../emulator/clock/jobs/clock-control.ts'
import type { MadeAttempt } from '../../emulator/events/delivery/make-attempt.ts'
import { recordAttempts } from '../../emulator/events/delivery/record-attempt.ts'
import type { Sandbox } from '../../emulator/sandbox/sandbox.ts'
import type { SentDelivery } from '../../emulator/store/deliveries.ts'
import { countPending, lanesToServe } from '../../emulator/store/deliveries.ts'
import { claimDeliveries } from '../../emulator/store/delivery-claims.ts'
import { endpointRevision, findEndpoint, severWebhooks } from '../../emulator/store/webhooks.ts'
import { twinSandboxes } from './twins.ts'

const lane = { tenant_id: 'tnt_clinic', webhook_id: 'wh_example_01' }
const lease = { now: '2026-11-28T10:00:00.000Z', leaseUntil: '2026-11-28T10:01:00.000Z' }

/** Takes what may be sent now and writes down that all of it was answered so. */
async function deliver(sandbox: Sandbox, status: number, body = ''): Promise<string[]> {
  return await sandbox.store.write(async trx => {
    const { deliveries: due } = await claimDeliveries(trx, lane, 50, lease)
    await recordAttempts(
      trx,
      sandbox,
      due.map(delivery => made(sandbox, delivery, status, body)),
      'spec',
    )
    return due.map(({ id }) => id)
  })
}

function made(sandbox: Sandbox, delivery: SentDelivery, status: number, body: string): MadeAttempt {
  const now = sandbox.clock.now()
  return {
    delivery,
    url: delivery.url,
    headers: { 'webhook-id': delivery.event_id },
    startedMs: now,
    endedMs: now,
    outcome: { response: { status, headers: {}, body }, error: null, timedOut: false, latencyMs: 7 },
    isWorthRepeating: true,
  }
}

test('attempts are found, written down and repeated with the same effect', async () => {
  const twins = await twinSandboxes()
  const enable = { body: { status: 'enabled', events: ['*'] } }
  await twins.answer(sandbox => sandbox.send('PATCH', `/v2/webhooks/${lane.webhook_id}`, enable))
  for (const name of ['Noor', 'Tara'])
    await twins.answer(sandbox => sandbox.send('POST', '/v2/customers', { body: { name } }))
  expect(await twins.same(({ store }) => store.read(lanesToServe))).toEqual([lane])
  expect(await twins.same(({ store }) => store.read(countPending))).toBe(2)

  // What a receiver answers is kept, whatever it is.
  expect(await twins.same(sandbox => deliver(sandbox, 500, 'a\0b\u{1f9b7}'))).toHaveLength(2)
  await twins.expectSameRows()
  expect(await twins.same(sandbox => deliver(sandbox, 200))).toEqual([])
  const retry = (sandbox: Sandbox) => createClockControl(sandbox, () => {}).advance({ until: 'settled' })
  expect((await twins.same(retry)).map(job => job.kind)).toEqual(['webhook.retry', 'webhook.retry'])
  expect(await twins.same(sandbox => deliver(sandbox, 200))).toHaveLength(2)
  await twins.expectSameRows()

  const list = await twins.answer(sandbox =>
    sandbox.send('GET', `/v2/webhooks/${lane.webhook_id}/deliveries`),
  )
  expect(list.json.data).toHaveLength(5)
  expect(list.text).toContain('a\ufffdb\u{1f9b7}')

  await twins.answer(sandbox => sandbox.send('POST', '/v2/customers', { body: { name: 'Noor' } }))
  expect(await twins.same(sandbox => deliver(sandbox, 410))).toHaveLength(1)
  expect(
    (await twins.answer(sandbox => sandbox.send('GET', `/v2/webhooks/${lane.webhook_id}`))).json.status,
  ).toBe('disabled')
  await twins.expectSameRows()
})

test('an endpoint is read before each attempt, and cut off in a copy, alike', async () => {
  const twins = await twinSandboxes()
  const url = `/v2/webhooks/${lane.webhook_id}`
  await twins.answer(sandbox => sandbox.send('PATCH', url, { body: { status: 'enabled', events: ['*'] } }))
  await twins.answer(sandbox => sandbox.send('POST', `${url}/rotate_secret`, { body: {} }))
  await twins.answer(sandbox => sandbox.send('POST', '/v2/customers', { body: { name: 'Noor' } }))
  const endpoint = await twins.same(({ store }) =>
    store.read(trx => findEndpoint(trx, lane.tenant_id, lane.webhook_id)),
  )
  const revision = await twins.same(({ store }) =>
    store.read(trx => endpointRevision(trx, lane.tenant_id, lane.webhook_id)),
  )
  expect([endpoint?.secrets.length, endpoint?.revision]).toEqual([2, revision])
  await twins.same(({ store }) => store.write(severWebhooks))
  await twins.expectSameRows()
  expect(await twins.same(({ store }) => store.read(countPending))).toBe(0)
})
