import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'
import { createWebhook, deliveriesOf } from './webhook-requests.ts'

test('leaves what is left out, and counts revisions', async () => {
  const sandbox = await forkSandbox()
  const {
    id,
    secret: _,
    ...made
  } = await createWebhook(sandbox, { description: 'Ledger', metadata: { a: '1' } })
  sandbox.clock.set(sandbox.clock.now() + 60_000)
  const body = { events: ['booking.*', '!booking.updated'], description: null }
  const changed = await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body })
  expect(changed.json).toEqual({
    id,
    ...made,
    ...body,
    updated_at: '2026-04-15T09:43:11Z',
    revision: 2,
  })
  expect(changed.headers.etag).toBe('"2"')
  const same = await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body })
  expect(same.json).toEqual(changed.json)
})

test('only what the caller has seen, with If-Match', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  const patch = (match: string) =>
    sandbox.send('PATCH', `/v2/webhooks/${id}`, {
      body: { status: 'disabled' },
      headers: { 'if-match': match },
    })
  expect((await patch('"7"')).json.error.code).toBe('revision_mismatch')
  expect((await patch('"1"')).json).toMatchObject({
    status: 'disabled',
    disabled_reason: 'request',
    revision: 2,
  })
})

test.each([
  [{ events: ['bokking.*'] }, ['/events/0 unknown_event']],
  [{ events: ['!*'] }, ['/events unknown_event']],
  [{ url: 'http://10.0.0.7/' }, ['/url host_not_allowed']],
  [{ url: null }, ['/url null_not_allowed']],
  [{ disabled_reason: null }, ['/disabled_reason unknown_field']],
])('refuses %j', async (body, faults) => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  const answer = await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body })
  expect([answer.status, faultsOf(answer)]).toEqual([422, faults])
  expect((await sandbox.send('GET', `/v2/webhooks/${id}`)).json.revision).toBe(1)
})

test('disabled, it gives up what is still to be sent; enabled again, it does not take that up', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  await sandbox.send('POST', '/v2/customers', { body: { name: 'Ada' } })
  sandbox.clock.set(sandbox.clock.now() + 60_000)
  const patch = async (status: string) =>
    (await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body: { status } })).json
  expect(await patch('disabled')).toMatchObject({
    status: 'disabled',
    disabled_reason: 'request',
    revision: 2,
  })
  const givenUp = await deliveriesOf(sandbox, id)
  expect(givenUp).toMatchObject([
    { status: 'abandoned', next_attempt_at: null, updated_at: '2026-04-15T09:43:11Z', revision: 2 },
  ])
  expect(await patch('disabled')).toMatchObject({ revision: 2 })
  expect(await patch('enabled')).toMatchObject({ status: 'enabled', disabled_reason: null, revision: 3 })
  expect(await deliveriesOf(sandbox, id)).toEqual(givenUp)
})

test('enabling forgets since when it has been failing, and why it was disabled', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  await sandbox.sandbox.store.write(trx =>
    trx
      .updateTable('webhooks')
      .set({ status: 'disabled', disabled_reason: 'failing', failing_since: '2026-04-10T00:00:00.000Z' })
      .where('id', '=', id)
      .execute(),
  )
  const patch = (body: object) => sandbox.send('PATCH', `/v2/webhooks/${id}`, { body })
  // Another change, and disabling what is disabled, leave the reason.
  await patch({ description: 'Ledger' })
  expect((await patch({ status: 'disabled' })).json.disabled_reason).toBe('failing')
  expect((await patch({ status: 'enabled' })).json.disabled_reason).toBeNull()
  const row = await sandbox.sandbox.store.read(trx =>
    trx.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst(),
  )
  expect(row).toMatchObject({ status: 'enabled', failing_since: null })
})

test('attempts that wait go to the new URL', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  await sandbox.send('POST', '/v2/customers', { body: { name: 'Ada' } })
  const url = 'http://localhost:9/moved'
  expect((await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body: { url } })).json.url).toBe(url)
  expect(
    (await deliveriesOf(sandbox, id)).map((one: { request: { url: string } }) => one.request.url),
  ).toEqual([url])
})

test('other events are those that happen from then on', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox, { events: ['booking.*'] })
  const addCustomer = () => sandbox.send('POST', '/v2/customers', { body: { name: 'Ada' } })
  await addCustomer()
  await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body: { events: ['customer.created'] } })
  expect(await deliveriesOf(sandbox, id)).toEqual([])
  await addCustomer()
  const [, second] = await sandbox.events()
  expect((await deliveriesOf(sandbox, id)).map((one: { event_id: string }) => one.event_id)).toEqual([
    second.id,
  ])
})

test('metadata is replaced as a whole, and the secret is not shown', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox, { metadata: { a: '1', b: '2' } })
  const { json } = await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body: { metadata: { b: '3' } } })
  expect([json.metadata, 'secret' in json]).toEqual([{ b: '3' }, false])
})
