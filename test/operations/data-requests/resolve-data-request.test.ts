import { expect, test } from 'vitest'
import { fire } from '../../world/clock.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, everything } from '../bookings/booking-world.ts'
import { priya } from '../customers/customer-world.ts'
import { must } from '../payments/money-world.ts'

async function resolve(sandbox: TestSandbox, id: string, body: object = { outcome: 'fulfilled' }) {
  return await sandbox.send('POST', `/v2/data_requests/${id}/resolve`, { body })
}

test('a rectification becomes true', async () => {
  const sandbox = await forkSandbox('default')
  const corrections = { name: 'Priya Iyer', phone: null }
  await resolve(sandbox, 'dsr_rectify_01', { outcome: 'fulfilled', corrections })
  const { json } = await sandbox.send('GET', '/v2/customers/cust_priya_01')
  expect(json).toMatchObject(corrections)
  expect(await sandbox.eventTypes()).toEqual(['customer.updated', 'data_request.completed'])
})

test.each([
  ['dsr_rectify_01', { outcome: 'fulfilled' }, '/corrections', 'required'],
  [
    'dsr_rectify_01',
    { outcome: 'rejected', ground: 'No', corrections: { name: 'P' } },
    '/corrections',
    'not_possible',
  ],
  ['dsr_access_01', { outcome: 'fulfilled', corrections: { name: 'P' } }, '/corrections', 'not_possible'],
  ['dsr_access_01', { outcome: 'rejected' }, '/ground', 'required'],
  [
    'dsr_rectify_01',
    { outcome: 'fulfilled', corrections: { timezone: 'Nowhere' } },
    '/corrections/timezone',
    'invalid_timezone',
  ],
])('%s with %j is refused at %s', async (id, body, path, code) => {
  const sandbox = await forkSandbox('default')
  const { json } = await resolve(sandbox, id, body)
  expect(json.error.details.fields).toMatchObject([{ path, code }])
  expect(await sandbox.eventTypes()).toEqual([])
})

test('a restriction forbids edits and reminders, and a rectification still corrects', async () => {
  const sandbox = await forkSandbox('default')
  const service = { policy: { reminders_min: [60] } }
  await sandbox.send('PATCH', '/v2/services/svc_consult_30', { body: service })
  const booking = {
    service_id: 'svc_consult_30',
    customer_id: 'cust_arjun_02',
    start_at: '2026-04-20T05:00:00Z',
  }
  expect((await sandbox.send('POST', '/v2/bookings', { body: booking })).status).toBe(201)
  await resolve(sandbox, 'dsr_restrict_01')
  const edit = await sandbox.send('PATCH', '/v2/customers/cust_arjun_02', { body: { notes: 'Tall' } })
  expect([edit.status, edit.json.error.code]).toEqual([409, 'processing_restricted'])
  await fire(sandbox, Date.parse('2026-04-20T05:00:00Z'))
  const reminded = (await sandbox.events()).filter(
    ({ type, data }) => type === 'booking.reminder_due' && data.object.customer_id === 'cust_arjun_02',
  )
  expect(reminded).toEqual([])
  const { json } = await sandbox.send('POST', '/v2/data_requests', {
    body: { kind: 'rectification', customer_id: 'cust_arjun_02' },
  })
  const corrected = await resolve(sandbox, json.id, {
    outcome: 'fulfilled',
    corrections: { name: 'Arjun M' },
  })
  expect(corrected.status).toBe(200)
})

test('a restricted customer is neither merged, in either direction, nor deleted; nothing of either changes', async () => {
  const sandbox = await forkSandbox('default')
  await resolve(sandbox, 'dsr_restrict_01')
  must(await sandbox.send('PATCH', priya, { body: { notes: 'Knows Arjun', phone: null } }))
  const arjun = '/v2/customers/cust_arjun_02'
  const before = await everything(sandbox)
  const merge = (into: string, source_customer_id: string) =>
    sandbox.send('POST', `${into}/merge`, { body: { source_customer_id } })
  for (const { status, json } of [
    await merge(arjun, 'cust_priya_01'),
    await merge(priya, 'cust_arjun_02'),
    await sandbox.send('DELETE', `${arjun}?force=true`),
  ]) {
    expect([status, json.error.code]).toEqual([409, 'processing_restricted'])
    expect(json.error.message).toContain('cust_arjun_02')
  }
  expect(await everything(sandbox)).toEqual(before)
})

test('what a restricted person asks for is done: bookings, consents, erasure', async () => {
  const sandbox = await forkSandbox('default')
  await resolve(sandbox, 'dsr_restrict_01')
  must(await book(sandbox, bodyAt('2026-04-20T05:00:00Z', { customer_id: 'cust_arjun_02' })))
  const consent = { body: { granted: false, source: 'phone' } }
  must(await sandbox.send('PUT', '/v2/customers/cust_arjun_02/consents/marketing', consent))
  must(await resolve(sandbox, 'dsr_erasure_01'))
})

test('a restriction is lifted by a rectification that says so, and nothing else lifts it', async () => {
  const sandbox = await forkSandbox('default')
  await resolve(sandbox, 'dsr_restrict_01')
  const rectify = async (corrections: object) => {
    const body = { kind: 'rectification', customer_id: 'cust_arjun_02' }
    const { json } = await sandbox.send('POST', '/v2/data_requests', { body })
    return await resolve(sandbox, json.id, { outcome: 'fulfilled', corrections })
  }
  const arjun = async () => (await sandbox.send('GET', '/v2/customers/cust_arjun_02')).json
  const edit = (body: object) => sandbox.send('PATCH', '/v2/customers/cust_arjun_02', { body })

  const corrected = await rectify({ name: 'Arjun M' })
  expect(corrected.json.steps.map(({ name }: { name: string }) => name)).toEqual(['received', 'corrected'])
  expect(await arjun()).toMatchObject({ name: 'Arjun M', processing_restricted: true })
  expect((await edit({ processing_restricted: false })).status).toBe(422)
  expect((await rectify({ processing_restricted: true })).json.error.details.fields).toMatchObject([
    { path: '/corrections/processing_restricted' },
  ])

  const before = (await sandbox.events()).length
  const lifted = await rectify({ email: 'arjun.m@example.com', processing_restricted: false })
  expect(lifted.json.steps.map(({ name }: { name: string }) => name)).toEqual([
    'received',
    'corrected',
    'restriction_lifted',
  ])
  expect(await arjun()).toMatchObject({ email: 'arjun.m@example.com', processing_restricted: false })
  const [, updated] = (await sandbox.events()).slice(before)
  expect(updated).toMatchObject({
    type: 'customer.updated',
    data: { previous_attributes: { processing_restricted: true } },
  })
  expect((await edit({ notes: 'Tall' })).status).toBe(200)

  const events = (await sandbox.events()).length
  const again = await rectify({ processing_restricted: false })
  expect(again.json.steps.map(({ name }: { name: string }) => name)).toEqual(['received', 'corrected'])
  expect((await sandbox.eventTypes()).slice(events)).toEqual([
    'data_request.received',
    'data_request.completed',
  ])
})

test('an objection withdraws what is for marketing, and leaves the rest', async () => {
  const sandbox = await forkSandbox('default')
  const put = (purpose: string) =>
    sandbox.send('PUT', `/v2/customers/cust_priya_01/consents/${purpose}`, {
      body: { granted: true, source: 'front_desk' },
    })
  await put('marketing_post')
  await put('photos')
  await resolve(sandbox, 'dsr_objection_01')
  const { json } = await sandbox.send('GET', '/v2/customers/cust_priya_01/consents')
  const granted = Object.fromEntries(
    json.consents.map((one: { purpose: string; granted: boolean }) => [one.purpose, one.granted]),
  )
  expect(granted).toEqual({
    data_sharing: false,
    marketing_email: false,
    marketing_post: false,
    marketing_sms: false,
    photos: true,
  })
})

test('is resolved once', async () => {
  const sandbox = await forkSandbox('default')
  await resolve(sandbox, 'dsr_access_01', {
    outcome: 'rejected',
    ground: 'The person could not be identified',
  })
  const again = await resolve(sandbox, 'dsr_access_01')
  expect(again.json.error).toMatchObject({
    code: 'invalid_state_transition',
    details: { from: 'rejected', action: 'resolve', allowed: [] },
  })
})
