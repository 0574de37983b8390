import { beforeEach, describe, expect, test } from 'vitest'
import { forkSandbox, reportedBugs, type TestRequest, type TestSandbox } from '../world/sandbox.ts'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await forkSandbox('default')
})

const ask = (query: string, variables?: object, request: TestRequest = {}) =>
  sandbox.send('POST', '/v2/graphql', { body: { query, ...(variables && { variables }) }, ...request })

const codesOf = (json: { errors?: { extensions: { code: string } }[] }) =>
  json.errors?.map(({ extensions }) => extensions.code)

describe('keys and limits', () => {
  test.each([
    [null, 401, 'missing_api_key'],
    ['sk_test_unknown', 401, 'invalid_api_key'],
    ['sk_live_4eC39HqLyjWDarjtT1zdp7dc', 401, 'live_key_in_sandbox'],
  ])('the key %s is refused as REST refuses it', async (key, status, code) => {
    const answer = await ask('{ tenant { id } }', undefined, { key })
    expect(answer.status).toBe(status)
    expect(answer.json.error.code).toBe(code)
    expect(answer.headers['www-authenticate']).toBe('Bearer')
  })

  test('a query is one request of the plan, and 429 has the envelope of REST', async () => {
    const limits = JSON.stringify({ per_second: 1, per_minute: 100, per_day: 100 })
    await sandbox.sandbox.store.write(trx => trx.updateTable('tenants').set({ limits }).execute())
    const query = '{ a: tenant { id } b: tenant { id } c: customers { nodes { id } } }'
    expect((await ask(query)).status).toBe(200)
    expect((await ask(query)).status).toBe(200)
    const refused = await ask(query)
    expect(refused.status).toBe(429)
    expect(refused.json.error).toMatchObject({ code: 'rate_limited', details: { window: 'second' } })
    expect(refused.headers['retry-after']).toMatch(/^\d+$/)
  })

  test('another tenant of the account is chosen by the header, and one of others is refused', async () => {
    const own = await ask('{ tenant { id } }', undefined, { tenant: 'tnt_ideadunes' })
    expect(own.json.data).toEqual({ tenant: { id: 'tnt_ideadunes' } })
    const foreign = await ask('{ tenant { id } }', undefined, { tenant: 'tnt_stranger' })
    expect([foreign.status, foreign.json.error.code]).toEqual([403, 'tenant_mismatch'])
    const unseen = await ask('{ node(id: "bk_01HXYW999") { id } }', undefined, { tenant: 'tnt_ideadunes' })
    expect(unseen.json).toEqual({ data: { node: null } })
  })

  test('a publishable key reads what it may, and the rest is null with the reason', async () => {
    const query = '{ services { nodes { name requirements { group } } } customers { nodes { id } } }'
    const { json } = await ask(query, undefined, { key: 'publishable' })
    expect(json.data.services.nodes.length).toBeGreaterThan(0)
    expect(json.data.customers).toBeNull()
    expect(json.errors).toMatchObject([
      { path: ['customers'], extensions: { code: 'insufficient_scope', status: 403 } },
    ])
  })

  test('an object reached through another one obeys the scope of its own read, and hidden members are null', async () => {
    const body = {
      service_id: 'svc_consult_30',
      start_at: '2026-04-22T05:00:00Z',
      customer: { name: 'Walk-in' },
    }
    const made = await sandbox.send('POST', '/v2/bookings', { key: 'publishable', body })
    const { id, client_secret } = made.json
    const query = `query($id: ID!, $secret: String) {
      booking(booking_id: $id, client_secret: $secret) { id notes service { name } customer { name } payments { nodes { id } } } }`
    const { json } = await ask(query, { id, secret: client_secret }, { key: 'publishable' })
    expect(json.data.booking).toEqual({
      id,
      notes: null,
      service: { name: 'Consultation, 30 minutes' },
      customer: null,
      payments: null,
    })
    expect(codesOf(json)).toEqual(['insufficient_scope', 'insufficient_scope'])
    const without = await ask(query, { id }, { key: 'publishable' })
    expect(codesOf(without.json)).toEqual(['not_found'])
  })
})

describe('requests', () => {
  test.each([
    [undefined, '/query'],
    [{ query: 1 }, '/query'],
    [{ query: '{ tenant { id } }', variables: [] }, '/variables'],
    [{ query: '{ tenant { id } }', variables: 'x' }, '/variables'],
    [{ query: '{ tenant { id } }', operationName: 5 }, '/operationName'],
    [{ query: '{ tenant { id } }', querry: '' }, '/querry'],
    [[{ query: '{ tenant { id } }' }], ''],
    ['text', ''],
  ])('the body %j is refused at %s', async (body, path) => {
    const answer = await sandbox.send('POST', '/v2/graphql', { rawBody: JSON.stringify(body ?? {}) })
    expect(answer.status).toBe(422)
    expect(answer.json.error.details.fields).toMatchObject([{ path }])
  })

  test.each([
    ['{ tenant { id }', 'Syntax Error'],
    ['{ tennant { id } }', 'Did you mean "tenant"?'],
    ['query($a: Int!) { customers(first: $a) { nodes { id } } }', 'Variable "$a"'],
    ['mutation { createCustomer(input: { nme: "x" }) { id } }', 'nme'],
    ['mutation { createCustomer { id } }', 'input'],
    ['fragment F on Tenant { id }', 'The document has no operation'],
    ['query A { tenant { id } } query B { tenant { id } }', 'choose one with operationName: A, B'],
    ['subscription { tenant { id } }', 'subscription'],
  ])('the document %s is refused with a 400', async (query, said) => {
    const answer = await ask(query)
    expect(answer.status, answer.text).toBe(400)
    expect(answer.json.data).toBeUndefined()
    expect(answer.json.errors[0].message).toContain(said)
    expect(answer.json.errors[0].extensions).toMatchObject({
      code: 'validation_failed',
      request_id: answer.headers['x-request-id'],
    })
  })

  test('the answer has the media type that the caller prefers', async () => {
    const plain = await ask('{ tenant { id } }')
    expect(plain.headers['content-type']).toBe('application/json')
    const headers = { accept: 'application/graphql-response+json, application/json;q=0.9' }
    const modern = await ask('{ tenant { id } }', undefined, { headers })
    expect(modern.headers['content-type']).toBe('application/graphql-response+json; charset=utf-8')
    expect(modern.text).toBe(plain.text)
  })

  test('what nobody foresaw is an internal error that tells nothing, and is reported', async () => {
    // The tenant is known after one request.
    await ask('{ tenant { id } }')
    const { store } = sandbox.sandbox
    const { read } = store
    Object.assign(store, { read: () => Promise.reject(new Error('secret internals')) })
    const answer = await ask('{ customers { nodes { id } } }')
    Object.assign(store, { read })
    expect(codesOf(answer.json)).toEqual(['internal_error'])
    expect(answer.text).not.toContain('secret internals')
    expect(reportedBugs.splice(0)).toHaveLength(1)
  })

  test('the log says that it was GraphQL, and what was refused first', async () => {
    await ask('{ booking(booking_id: "bk_nope") { id } }')
    const [entry] = sandbox.sandbox.log.take().slice(-1)
    expect(entry).toMatchObject({ operation: 'graphql', status: 200, error_code: 'not_found' })
  })
})

describe('idempotency', () => {
  const create = (name: string) => `mutation { createCustomer(input: { name: "${name}" }) { id name } }`

  test('the same key gets the same answer, and REST shares it', async () => {
    const first = await ask(create('Ada'), undefined, { idempotencyKey: 'once' })
    const again = await ask(create('Ada'), undefined, { idempotencyKey: 'once' })
    expect(again.json).toEqual(first.json)
    const rest = await sandbox.send('POST', '/v2/customers', {
      body: { name: 'Ada' },
      idempotencyKey: 'once',
    })
    expect(rest.headers['x-idempotent-replayed']).toBe('true')
    expect(rest.json.id).toBe(first.json.data.createCustomer.id)
    const other = await ask(create('Bob'), undefined, { idempotencyKey: 'once' })
    expect(codesOf(other.json)).toEqual(['idempotency_key_reused'])
  })

  test('a refusal that was kept is replayed as one', async () => {
    const body = {
      customer_id: 'cust_arjun_02',
      service_id: 'svc_consult_30',
      resource_id: 'res_dr_niket',
      start_at: '2026-04-21T05:00:00Z',
    }
    const book = 'mutation($input: CreateBookingInput!) { createBooking(input: $input) { id } }'
    const first = await ask(book, { input: body }, { idempotencyKey: 'taken' })
    await sandbox.send('POST', '/v2/bookings/bk_01HXYW999/cancel', { body: { actor: 'staff' } })
    const again = await ask(book, { input: body }, { idempotencyKey: 'taken' })
    const [one, other] = [first, again].map(({ json }) => json.errors[0])
    expect(other.extensions).toEqual({ ...one.extensions, request_id: other.extensions.request_id })
    expect(one.extensions.code).toBe('resource_unavailable')
  })

  test('of several writes each has its own key and its own transaction', async () => {
    const both = `mutation {
      a: createCustomer(input: { name: "Ada" }) { id }
      refused: createCustomer(input: { name: "" }) { id }
      b: createCustomer(input: { name: "Bob" }) { id } }`
    const first = await ask(both, undefined, { idempotencyKey: 'many' })
    expect(codesOf(first.json)).toEqual(['validation_failed'])
    expect((await ask(both, undefined, { idempotencyKey: 'many' })).json.data).toEqual(first.json.data)
    const rest = await sandbox.send('POST', '/v2/customers', {
      body: { name: 'Bob' },
      idempotencyKey: 'many:b',
    })
    expect(rest.json.id).toBe(first.json.data.b.id)
    const audited = await ask('{ auditEvents(first: 10) { nodes { operation } } }')
    const made = audited.json.data.auditEvents.nodes.filter(
      (row: { operation: string }) => row.operation === 'createCustomer',
    )
    expect(made).toHaveLength(2)
  })

  test('a bad key is refused before anything runs', async () => {
    const answer = await ask(create('Ada'), undefined, { idempotencyKey: 'k'.repeat(300) })
    expect([answer.status, answer.json.error.code]).toEqual([400, 'invalid_idempotency_key'])
    expect(await sandbox.eventTypes()).toEqual([])
  })
})

test('if_revision is If-Match', async () => {
  const change = (revision: number) =>
    ask(
      `mutation { updateCustomer(customer_id: "cust_arjun_02", if_revision: ${revision}, input: { name: "A" }) { revision } }`,
    )
  expect(codesOf((await change(7)).json)).toEqual(['revision_mismatch'])
  expect((await change(1)).json.data).toEqual({ updateCustomer: { revision: 2 } })
})
