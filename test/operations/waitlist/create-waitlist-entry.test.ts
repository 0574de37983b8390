import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'
import { archiveConsultation, entry, join, joined, wanted, windowAt } from './waitlist-world.ts'

test('somebody waits: the entry, its event, and no offer of what is free already', async () => {
  const sandbox = await forkSandbox()
  const answer = await join(sandbox, { priority: 5, party_size: 1, metadata: { ref: 'a' } })
  expect(answer.status).toBe(201)
  const { client_secret, ...made } = answer.json
  expect(client_secret).toMatch(/^cs_/)
  expect(made).toMatchObject({
    id: expect.stringMatching(/^wl_[0-9A-Z]{26}$/),
    customer_id: 'cust_arjun_02',
    resource_id: null,
    windows: [{ from: wanted, to: '2026-04-20T05:30:00Z' }],
    priority: 5,
    status: 'waiting',
    offer: null,
    lapses: 0,
    booking_id: null,
    revision: 1,
  })
  expect(await entry(sandbox, made.id)).toEqual(made)
  const [event, ...others] = await sandbox.events()
  expect([event.type, event.data, others]).toEqual(['waitlist.entry_created', { object: made }, []])
})

test('a widget brings its customer along, says nothing of priority, and sees no priority', async () => {
  const sandbox = await forkSandbox()
  const key = 'publishable'
  const customer = { name: 'Meera Iyer', email: 'meera@example.com' }
  const made = await join(sandbox, { customer }, { key })
  expect(made.status).toBe(201)
  expect(made.json).not.toHaveProperty('priority')
  expect(made.json).not.toHaveProperty('metadata')
  expect(await sandbox.eventTypes()).toEqual(['customer.created', 'waitlist.entry_created'])
  const refused = await join(sandbox, { customer_id: 'cust_priya_01', priority: 1 }, { key })
  expect(faultsOf(refused)).toEqual([
    '/customer required',
    '/customer_id secret_key_only',
    '/priority secret_key_only',
  ])
})

test('lists every fault', async () => {
  const sandbox = await forkSandbox()
  const refused = await join(sandbox, {
    customer_id: 'cust_nobody',
    service_id: 'svc_nothing',
    resource_id: 'res_nobody',
    windows: [{ from: wanted, to: wanted }, windowAt('2026-04-14T05:00:00Z'), windowAt(wanted)],
  })
  expect(faultsOf(refused)).toEqual([
    '/customer_id not_found',
    '/service_id not_found',
    '/resource_id not_found',
    '/windows/0/to not_after',
    '/windows/1/to in_past',
  ])
  expect(faultsOf(await join(sandbox, { customer: { name: 'X' } }))).toEqual(['/customer conflicting'])
  expect(faultsOf(await join(sandbox, { windows: [] }))).toEqual(['/windows too_few'])
  expect(await sandbox.eventTypes()).toEqual([])
})

test('nobody waits for a service that is archived', async () => {
  const sandbox = await forkSandbox()
  await joined(sandbox)
  await archiveConsultation(sandbox)
  expect(faultsOf(await join(sandbox))).toEqual(['/service_id not_found'])
})
