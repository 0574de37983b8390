import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

const url = '/v2/services/svc_consult_30'

test('answers the whole service, its revision as ETag', async () => {
  const sandbox = await forkSandbox()
  const answer = await sandbox.send('GET', url)
  expect([answer.status, answer.headers.etag]).toEqual([200, '"1"'])
  expect(answer.json).toEqual({
    id: 'svc_consult_30',
    tenant_id: 'tnt_clinic',
    name: 'Consultation, 30 minutes',
    description: 'A consultation in the practice, by phone or by video.',
    duration_min: 30,
    step_min: 30,
    buffer_before_min: 0,
    buffer_after_min: 0,
    notice_min: 0,
    horizon_days: 60,
    capacity: 1,
    max_per_day: null,
    price: { amount: 80_000, currency: 'INR' },
    deposit: null,
    confirmation: 'auto',
    requirements: [{ group: 'staff', resource_ids: ['res_dr_niket'], skills: [], overrides: [] }],
    policy: {},
    status: 'active',
    metadata: {},
    created_at: '2026-04-15T09:00:00Z',
    updated_at: '2026-04-15T09:00:00Z',
    revision: 1,
  })
})

test('answers an archived one too, because bookings name it', async () => {
  const sandbox = await forkSandbox()
  const { service_id } = (await sandbox.send('GET', '/v2/bookings/bk_01HXYW999')).json
  await sandbox.send('DELETE', `/v2/services/${service_id}`)
  for (const key of ['secret', 'publishable'])
    expect((await sandbox.send('GET', `/v2/services/${service_id}`, { key })).json.status).toBe('archived')
})

test('a widget sees all of it but its metadata', async () => {
  const sandbox = await forkSandbox()
  await sandbox.send('PATCH', url, { body: { metadata: { margin: '40' } } })
  const { metadata, ...rest } = (await sandbox.send('GET', url)).json
  expect(metadata).toEqual({ margin: '40' })
  expect((await sandbox.send('GET', url, { key: 'publishable' })).json).toEqual(rest)
  const list = await sandbox.send('GET', '/v2/services', { key: 'publishable' })
  expect(list.json.data).toEqual([rest])
})
