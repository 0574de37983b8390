import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { everything, faultsOf } from '../bookings/booking-world.ts'
import { customerFaults, priya } from './customer-world.ts'

const update = (sandbox: TestSandbox, body: unknown) => sandbox.send('PATCH', priya, { body })

test('changes what is sent, and tells what it was', async () => {
  const sandbox = await forkSandbox()
  const before = await sandbox.send('GET', priya)
  const answer = await update(sandbox, { phone: '+91 1', email: 'priya@example.com' })
  const changed = { phone: '+91 1', updated_at: '2026-04-15T09:42:11Z', revision: 2 }
  expect(answer.json).toEqual({ ...before.json, ...changed })
  expect(answer.headers.etag).toBe('"2"')
  expect((await sandbox.send('GET', priya)).json).toEqual(answer.json)
  const [event] = await sandbox.events()
  expect([event.type, event.data]).toEqual([
    'customer.updated',
    { object: answer.json, previous_attributes: { phone: '+91 98765 43210' } },
  ])
})

test('null clears', async () => {
  const sandbox = await forkSandbox()
  const cleared = { email: null, phone: null, timezone: null, locale: null }
  const answer = await update(sandbox, { ...cleared, external_ref: null, notes: null })
  expect(answer.json).toMatchObject(cleared)
  const [event] = await sandbox.events()
  expect(event.data.previous_attributes).toEqual({
    email: 'priya@example.com',
    phone: '+91 98765 43210',
    timezone: 'Asia/Kolkata',
    locale: 'en-IN',
  })
})

test('metadata is replaced as a whole', async () => {
  const sandbox = await forkSandbox()
  await update(sandbox, { metadata: { a: '1', b: '2' } })
  const answer = await update(sandbox, { metadata: { b: '3' } })
  expect(answer.json.metadata).toEqual({ b: '3' })
  expect((await sandbox.events()).at(-1).data.previous_attributes).toEqual({ metadata: { a: '1', b: '2' } })
  expect((await update(sandbox, { metadata: {} })).json).toMatchObject({ metadata: {}, revision: 4 })
})

test.each([
  ['nothing', {}],
  ['what is there', { name: 'Priya Sharma', email: 'priya@example.com', notes: null, metadata: {} }],
])('%s writes nothing and tells nothing', async (_what, body) => {
  const sandbox = await forkSandbox()
  sandbox.clock.set(sandbox.clock.now() + 60_000)
  const before = await everything(sandbox)
  const answer = await update(sandbox, body)
  expect([answer.status, answer.json.revision, answer.headers.etag]).toEqual([200, 1, '"1"'])
  expect(answer.json.updated_at).toBe('2026-04-15T09:00:00Z')
  expect(await everything(sandbox)).toEqual(before)
})

test('metadata in another order is no change', async () => {
  const sandbox = await forkSandbox()
  await update(sandbox, { metadata: { a: '1', b: '2' } })
  expect((await update(sandbox, { metadata: { b: '2', a: '1' } })).json.revision).toBe(2)
  expect(await sandbox.eventTypes()).toEqual(['customer.updated'])
})

test.each([
  ['"1"', 200],
  ['*', 200],
  ['"2"', 412],
  ['1', 412],
  ['W/"1"', 412],
  ['"1", "2"', 412],
  ['""', 412],
])('If-Match: %s answers %i', async (ifMatch, status) => {
  const sandbox = await forkSandbox()
  const answer = await sandbox.send('PATCH', priya, {
    body: { name: 'Priya' },
    headers: { 'if-match': ifMatch },
  })
  expect(answer.status).toBe(status)
  if (status === 200) return
  expect(answer.json.error).toMatchObject({ code: 'revision_mismatch', details: { revision: 1 } })
  expect(await sandbox.eventTypes()).toEqual([])
})

test.each([
  ['"9"', 'If-Match asks for "9"; read it again'],
  ['1', 'If-Match is 1; send the ETag as it came, with its quotes, such as "1", or *'],
  ['W/"1"', 'If-Match is W/"1"; send the ETag as it came, with its quotes, such as "1", or *'],
])('If-Match: %s is told what to do', async (ifMatch, what) => {
  const sandbox = await forkSandbox()
  const headers = { 'if-match': ifMatch }
  const { json } = await sandbox.send('PATCH', priya, { body: { name: 'Priya' }, headers })
  expect(json.error.message).toBe(`cust_priya_01 is at revision 1, and ${what}`)
})

test('a stale revision is told before a fault of the rules, and after one of the shape', async () => {
  const sandbox = await forkSandbox()
  const codeOf = async (body: unknown) =>
    (await sandbox.send('PATCH', priya, { body, headers: { 'if-match': '"9"' } })).json.error.code
  expect(await codeOf({ timezone: 'Mars/Olympus' })).toBe('revision_mismatch')
  expect(await codeOf({ name: 1 })).toBe('validation_failed')
})

test.each(customerFaults)('%j is refused', async (body, fault) => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  const answer = await update(sandbox, body)
  expect([answer.status, faultsOf(answer)]).toEqual([422, [fault]])
  expect(await everything(sandbox)).toEqual(before)
})
