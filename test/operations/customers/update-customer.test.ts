import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, everything, faultsOf } from '../bookings/booking-world.ts'

const url = '/v2/customers/cust_priya_01'
const create = (sandbox: TestSandbox, body: unknown) => sandbox.send('POST', '/v2/customers', { body })
const update = (sandbox: TestSandbox, body: unknown) => sandbox.send('PATCH', url, { body })

describe('create', () => {
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
})

describe('refused', () => {
  test.each([
    [{ name: '' }, '/name too_short'],
    [{ name: 'x'.repeat(201) }, '/name too_long'],
    [{ name: null }, '/name null_not_allowed'],
    [{ email: 'meera' }, '/email invalid_format'],
    [{ phone: 'call me' }, '/phone invalid_format'],
    [{ external_ref: '' }, '/external_ref too_short'],
    [{ timezone: 'Asia/Nowhere' }, '/timezone invalid_timezone'],
    [{ timezone: '+05:30' }, '/timezone invalid_timezone'],
    [{ locale: 'en_IN' }, '/locale invalid_locale'],
    [{ metadata: { a: 1 } }, '/metadata/a wrong_type'],
    [{ metadata: null }, '/metadata null_not_allowed'],
    [{ id: 'cust_mine' }, '/id unknown_field'],
    [{ processing_restricted: true }, '/processing_restricted unknown_field'],
    [{ merged_into: 'cust_arjun_02' }, '/merged_into unknown_field'],
    [{ deleted_at: null }, '/deleted_at unknown_field'],
    [{ revision: 2 }, '/revision unknown_field'],
  ])('%j', async (body, fault) => {
    const sandbox = await forkSandbox()
    const before = await everything(sandbox)
    const created = await create(sandbox, { name: 'Meera Iyer', ...body })
    expect([created.status, faultsOf(created)]).toEqual([422, [fault]])
    const updated = await update(sandbox, body)
    expect([updated.status, faultsOf(updated)]).toEqual([422, [fault]])
    expect(await everything(sandbox)).toEqual(before)
  })

  test('a create without a name, and every fault at once', async () => {
    const sandbox = await forkSandbox()
    expect(faultsOf(await create(sandbox, {}))).toEqual(['/name required'])
    const both = await create(sandbox, { name: 'M', timezone: 'Mars/Olympus', locale: '!' })
    expect(faultsOf(both)).toEqual(['/locale too_short'])
    const places = await create(sandbox, { name: 'M', timezone: 'Mars/Olympus', locale: 'x y' })
    expect(faultsOf(places)).toEqual(['/timezone invalid_timezone', '/locale invalid_locale'])
  })
})

describe('update', () => {
  test('changes what is sent, and tells what it was', async () => {
    const sandbox = await forkSandbox()
    const before = await sandbox.send('GET', url)
    const answer = await update(sandbox, { phone: '+91 1', email: 'priya@example.com' })
    const changed = { phone: '+91 1', updated_at: '2026-04-15T09:42:11Z', revision: 2 }
    expect(answer.json).toEqual({ ...before.json, ...changed })
    expect(answer.headers.etag).toBe('"2"')
    expect((await sandbox.send('GET', url)).json).toEqual(answer.json)
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
    const answer = await sandbox.send('PATCH', url, {
      body: { name: 'Priya' },
      headers: { 'if-match': ifMatch },
    })
    expect(answer.status).toBe(status)
    if (status === 200) return
    expect(answer.json.error).toMatchObject({ code: 'revision_mismatch', details: { revision: 1 } })
    expect(await sandbox.eventTypes()).toEqual([])
  })

  test('a stale revision is told before a fault of the rules, and after one of the shape', async () => {
    const sandbox = await forkSandbox()
    const codeOf = async (body: unknown) =>
      (await sandbox.send('PATCH', url, { body, headers: { 'if-match': '"9"' } })).json.error.code
    expect(await codeOf({ timezone: 'Mars/Olympus' })).toBe('revision_mismatch')
    expect(await codeOf({ name: 1 })).toBe('validation_failed')
  })
})

test('a deleted customer is not there', async () => {
  const sandbox = await forkSandbox()
  await sandbox.sandbox.store.write(trx =>
    trx
      .updateTable('customers')
      .set({ deleted_at: '2026-04-15T09:30:00.000Z' })
      .where('id', '=', 'cust_priya_01')
      .execute(),
  )
  expect((await sandbox.send('GET', url)).status).toBe(404)
  expect((await update(sandbox, { name: 'P' })).status).toBe(404)
  const list = await sandbox.send('GET', '/v2/customers')
  expect(list.json.data.map((one: { id: string }) => one.id)).toEqual(['cust_arjun_02'])
})

test("another tenant's customer is as unknown as one that nobody made", async () => {
  const sandbox = await forkSandbox()
  for (const method of ['GET', 'PATCH']) {
    const answers = await Promise.all(
      [url, '/v2/customers/cust_none'].map(path =>
        sandbox.send(method, path, {
          tenant: 'tnt_ideadunes',
          ...(method === 'PATCH' && { body: { name: 'X' }, headers: { 'if-match': '"9"' } }),
        }),
      ),
    )
    const [foreign, absent] = answers.map(({ json }) => json.error.message.replace(/cust_\w+/, 'ID'))
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    expect(foreign).toBe(absent)
  }
})
