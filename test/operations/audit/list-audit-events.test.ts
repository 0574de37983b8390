import { expect, test } from 'vitest'
import { createChainCheck } from '../../../src/audit/chain.ts'
import { fire } from '../../world/clock.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'

async function trail(sandbox: TestSandbox, query = '') {
  return (await sandbox.send('GET', `/v2/audit/events?limit=100${query}`)).json.data
}

test('every change leaves one row: who did what to which object', async () => {
  const sandbox = await forkSandbox('default')
  const made = await sandbox.send('POST', '/v2/customers', { body: { name: 'Meera Iyer' } })
  await sandbox.send('PATCH', `/v2/customers/${made.json.id}`, { body: { notes: 'Tall' } })
  await sandbox.send('PATCH', `/v2/customers/${made.json.id}`, { body: { notes: 'Tall' } })
  await sandbox.send('GET', `/v2/customers/${made.json.id}`)
  const refused = await sandbox.send('POST', '/v2/customers', { body: { name: 'X', timezone: 'Nowhere' } })
  expect(refused.status).toBe(422)
  const rows = await trail(sandbox)
  expect(rows).toMatchObject([
    { sequence: 2, operation: 'updateCustomer', object: { type: 'customer', id: made.json.id } },
    { sequence: 1, operation: 'createCustomer', before_digest: null, previous_hash: '0'.repeat(64) },
  ])
  expect(rows[0].before_digest).toBe(rows[1].after_digest)
  expect(rows[0].request_id).toMatch(/^req_/)
  expect(await trail(sandbox, `&object_id=${made.json.id}`)).toEqual(rows)
  expect(await trail(sandbox, '&actor=clock')).toEqual([])
})

test('a row is about the object that was answered, and counts what changed with it', async () => {
  const sandbox = await forkSandbox('default')
  const body = {
    service_id: 'svc_consult_30',
    start_at: '2026-04-20T05:00:00Z',
    customer: { name: 'Meera Iyer', email: 'meera@example.com' },
  }
  const { json } = await sandbox.send('POST', '/v2/bookings', { body, key: 'publishable' })
  expect(await trail(sandbox)).toMatchObject([
    { operation: 'createBooking', object: { type: 'booking', id: json.id }, changes: 2 },
  ])
})

test('the clock is in it too', async () => {
  const sandbox = await forkSandbox('default')
  await fire(sandbox, sandbox.clock.now() + 91 * 86_400_000)
  expect(await trail(sandbox, '&actor=clock')).toContainEqual(
    expect.objectContaining({ operation: 'audit.access_review', request_id: null }),
  )
})

test('a change that is undone leaves no row, and the chain goes on from what is there', async () => {
  const sandbox = await forkSandbox('default')
  const taken = {
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
    start_at: '2026-04-21T05:00:00Z',
  }
  const name = { name: 'Meera Iyer' }
  await Promise.all([
    sandbox.send('POST', '/v2/customers', { body: name }),
    sandbox.send('POST', '/v2/bookings', {
      body: { ...taken, customer_id: 'cust_priya_01' },
      idempotencyKey: 'a',
    }),
    sandbox.send('POST', '/v2/customers', { body: name }),
  ])
  const rows = (await trail(sandbox)).toReversed()
  expect(rows.map(({ sequence }: { sequence: number }) => sequence)).toEqual([1, 2])
  const check = createChainCheck()
  for (const row of rows) expect(check(row)).toBeUndefined()
})
