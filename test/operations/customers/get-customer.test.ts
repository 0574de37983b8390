import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { priya } from './customer-world.ts'

test('answers the whole customer, its revision as ETag', async () => {
  const sandbox = await forkSandbox()
  const answer = await sandbox.send('GET', priya)
  expect([answer.status, answer.headers.etag]).toEqual([200, '"1"'])
  expect(answer.json).toEqual({
    id: 'cust_priya_01',
    tenant_id: 'tnt_clinic',
    name: 'Priya Sharma',
    email: 'priya@example.com',
    phone: '+91 98765 43210',
    external_ref: null,
    timezone: 'Asia/Kolkata',
    locale: 'en-IN',
    notes: null,
    processing_restricted: false,
    merged_into: null,
    deleted_at: null,
    metadata: {},
    created_at: '2026-04-15T09:00:00Z',
    updated_at: '2026-04-15T09:00:00Z',
    revision: 1,
  })
})

test('is where the customer of a booking leads to', async () => {
  const sandbox = await forkSandbox()
  const booking = (await sandbox.send('GET', '/v2/bookings/bk_01HXYW999')).json
  const answer = await sandbox.send('GET', booking.links.customer)
  expect([answer.status, answer.json.id]).toEqual([200, booking.customer_id])
})
