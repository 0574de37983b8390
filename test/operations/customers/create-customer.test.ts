import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, everything, faultsOf } from '../bookings/booking-world.ts'
import { customerFaults } from './customer-world.ts'

const create = (sandbox: TestSandbox, body: unknown) => sandbox.send('POST', '/v2/customers', { body })

test('a name is enough; all else is null', async () => {
  const sandbox = await forkSandbox()
  const answer = await create(sandbox, { name: 'Meera Iyer' })
  expect([answer.status, answer.headers.etag]).toEqual([201, '"1"'])
  expect(answer.json).toEqual({
    id: expect.stringMatching(/^cust_[0-9A-Z]{26}$/),
    tenant_id: 'tnt_clinic',
    name: 'Meera Iyer',
    email: null,
    phone: null,
    external_ref: null,
    timezone: null,
    locale: null,
    notes: null,
    processing_restricted: false,
    merged_into: null,
    deleted_at: null,
    metadata: {},
    created_at: '2026-04-15T09:42:11Z',
    updated_at: '2026-04-15T09:42:11Z',
    revision: 1,
  })
  const found = await sandbox.send('GET', `/v2/customers/${answer.json.id}`)
  expect(found.json).toEqual(answer.json)
  const [event] = await sandbox.events()
  expect([event.type, event.data]).toEqual(['customer.created', { object: answer.json }])
})

test('everything that is sent comes back, and the customer can be booked for', async () => {
  const sandbox = await forkSandbox()
  const body = {
    name: 'ஆ. மீரா',
    email: 'meera@example.com',
    phone: '+91 (0)98-765',
    external_ref: 'crm, 4711',
    timezone: 'Asia/Kathmandu',
    locale: 'ta-IN',
    notes: 'Prefers mornings',
    metadata: { source: 'import' },
  }
  const { json } = await create(sandbox, body)
  expect(json).toMatchObject(body)
  const booking = await book(sandbox, bodyAt('2026-04-20T05:00:00Z', { customer_id: json.id }))
  expect(booking.json.customer_id).toBe(json.id)
})

test('the same address again makes another customer', async () => {
  const sandbox = await forkSandbox()
  const body = { name: 'Priya Sharma', email: 'priya@example.com' }
  const ids = [(await create(sandbox, body)).json.id, (await create(sandbox, body)).json.id]
  expect(new Set(ids).size).toBe(2)
})

test.each(customerFaults)('%j is refused', async (body, fault) => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  const answer = await create(sandbox, { name: 'Meera Iyer', ...body })
  expect([answer.status, faultsOf(answer)]).toEqual([422, [fault]])
  expect(await everything(sandbox)).toEqual(before)
})

test('one without a name is refused, and every fault told at once', async () => {
  const sandbox = await forkSandbox()
  expect(faultsOf(await create(sandbox, {}))).toEqual(['/name required'])
  const both = await create(sandbox, { name: 'M', timezone: 'Mars/Olympus', locale: '!' })
  expect(faultsOf(both)).toEqual(['/locale too_short'])
  const places = await create(sandbox, { name: 'M', timezone: 'Mars/Olympus', locale: 'x y' })
  expect(faultsOf(places)).toEqual(['/timezone invalid_timezone', '/locale invalid_locale'])
})
