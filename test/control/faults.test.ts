import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { flush } from '../../emulator/sandbox/flush.ts'
import { temporaryFolder } from '../commands/run-cli.ts'
import { type ControlledSandbox, controlledSandbox } from './controlled-sandbox.ts'

let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox()
})
afterEach(async () => {
  vi.useRealTimers()
  await sandbox.close()
  expect(sandbox.bugs.splice(0)).toEqual([])
})

const add = async (body: object) => await sandbox.control('POST', '/faults', { body })
const list = async () => (await sandbox.control('GET', '/faults')).json.data
const customer = { name: 'Ada Byron', email: 'ada@example.com' }
const named = async () => (await sandbox.send('GET', '/v2/customers?query=ada%20byron')).json.data.length
const create = (idempotencyKey?: string) =>
  sandbox.send('POST', '/v2/customers', {
    body: customer,
    ...(idempotencyKey !== undefined && { headers: { 'x-idempotency-key': idempotencyKey } }),
  })
const logged = async () => {
  await flush(sandbox.sandbox)
  const { json } = await sandbox.control('GET', '/requests')
  return json.data.map(({ operation, status, error_code }: Record<string, unknown>) => [
    operation,
    status,
    error_code,
  ])
}

describe('a fault', () => {
  test('is told as it is made, listed, and removed', async () => {
    const made = await add({ effect: 'drop_after', operation: 'createCustomer', times: 1 })
    expect(made.status).toBe(201)
    expect(made.json).toEqual({
      id: 'flt_1',
      effect: 'drop_after',
      code: null,
      status: null,
      delay_ms: 0,
      operation: 'createCustomer',
      tenant: null,
      skip: 0,
      times: 1,
      probability: 1,
      matched: 0,
      hit: 0,
      spent: false,
      created_at: expect.stringMatching(/Z$/),
    })
    await add({ effect: 'gateway' })
    expect(await list()).toMatchObject([{ id: 'flt_1' }, { id: 'flt_2', status: 503 }])
    const removed = await sandbox.control('DELETE', '/faults/flt_1')
    expect(removed.json).toEqual(made.json)
    const again = await sandbox.control('DELETE', '/faults/flt_1')
    expect([again.status, again.json.error.message]).toEqual([404, expect.stringContaining('no fault flt_1')])
    expect((await sandbox.control('DELETE', '/faults')).json).toEqual({ removed: 1 })
    expect(await list()).toEqual([])
  })

  test.each([
    [{}, '/effect'],
    [{ effect: 'burn' }, '/effect'],
    [{ effect: 'delay' }, '/delay_ms'],
    [{ effect: 'delay', delay_ms: 0 }, '/delay_ms'],
    [{ effect: 'error', code: 'internal_eror' }, '/code'],
    [{ effect: 'drop_after', code: 'not_found' }, '/code'],
    [{ effect: 'error', status: 503 }, '/status'],
    [{ effect: 'gateway', status: 500 }, '/status'],
    [{ effect: 'cut', operation: 'createBookings' }, '/operation'],
    [{ effect: 'cut', tenant: 'tnt_nobody' }, '/tenant'],
    [{ effect: 'cut', times: 0 }, '/times'],
    [{ effect: 'cut', probability: 0 }, '/probability'],
    [{ effect: 'cut', probability: 1.01 }, '/probability'],
    [{ effect: 'cut', operations: 'x' }, '/operations'],
  ])('of %j is refused, and nothing is made', async (body, path) => {
    const { status, json } = await add(body)
    expect([status, json.error.code]).toEqual([422, 'validation_failed'])
    expect(json.error.details.fields.map((field: { path: string }) => field.path)).toContain(path)
    expect(await list()).toEqual([])
  })

  test('that is mistyped is told what was meant', async () => {
    const { json } = await add({ effect: 'error', code: 'internal_eror', operation: 'createBookings' })
    const messages = json.error.details.fields.map((field: { message: string }) => field.message).join()
    expect(messages).toMatch(/did you mean internal_error\?.*did you mean createBooking\?/)
  })

  test('cannot be one of too many', async () => {
    for (let i = 0; i < 100; i++) await add({ effect: 'cut', tenant: 'tnt_ideadunes' })
    expect((await add({ effect: 'cut' })).status).toBe(422)
  })
})

describe('an error', () => {
  test('is what the API answers, once: nothing is done, nothing is kept, and no bug is reported', async () => {
    await add({ effect: 'error', operation: 'createCustomer', times: 1 })
    const refused = await create('key-1')
    expect([refused.status, refused.json.error.code]).toEqual([500, 'internal_error'])
    expect(refused.headers['x-sandbox-fault']).toBe('flt_1')
    expect(refused.json.error.message).toContain('sandbox faults remove flt_1')
    expect(await named()).toBe(0)
    const again = await create('key-1')
    expect([again.status, again.headers['x-idempotent-replayed']]).toEqual([201, undefined])
    expect(again.headers['x-sandbox-fault']).toBeUndefined()
    expect(await list()).toMatchObject([{ matched: 1, hit: 1, spent: true }])
    expect(await logged()).toContainEqual(['createCustomer', 500, 'internal_error'])
  })

  test('of passing kinds says when to try again', async () => {
    await add({ effect: 'error', code: 'rate_limited' })
    const { status, headers } = await sandbox.send('GET', '/v2/tenant')
    expect([status, headers['retry-after']]).toEqual([429, '1'])
  })

  test('meets only whom it is for: operation, tenant, GraphQL, and nobody of /_sandbox', async () => {
    await add({ effect: 'error', operation: 'getTenant', tenant: 'tnt_ideadunes' })
    await add({ effect: 'error', operation: 'graphql' })
    expect((await sandbox.send('GET', '/v2/tenant')).status).toBe(200)
    expect((await sandbox.send('GET', '/v2/tenant', { tenant: 'tnt_ideadunes' })).status).toBe(500)
    expect((await sandbox.send('GET', '/v2/services', { tenant: 'tnt_ideadunes' })).status).toBe(200)
    const asked = await sandbox.send('POST', '/v2/graphql', { body: { query: '{ tenant { id } }' } })
    expect([asked.status, asked.json.error.code]).toEqual([500, 'internal_error'])
    await add({ effect: 'error' })
    expect((await sandbox.control('GET', '/status')).status).toBe(200)
  })

  test('counts only requests that were let in', async () => {
    await add({ effect: 'error', times: 1 })
    const key = 'sk_test_nobody'
    expect((await sandbox.send('GET', '/v2/tenant', { key })).status).toBe(401)
    expect(await list()).toMatchObject([{ matched: 0 }])
  })
})

test('a gateway answers with its own page, and nothing is done', async () => {
  await add({ effect: 'gateway', status: 502, times: 1 })
  const { status, headers, text } = await create()
  expect([status, headers['content-type']]).toEqual([502, 'text/html'])
  expect(text).toContain('<h1>502 Bad Gateway</h1>')
  expect(await named()).toBe(0)
  expect(await logged()).toContainEqual(['createCustomer', 502, null])
})

test('a delay lets others go first, and then the request is answered as ever', async () => {
  await add({ effect: 'delay', delay_ms: 30_000, operation: 'createCustomer' })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const order: string[] = []
  const late = create().then(answer => {
    order.push('late')
    return answer
  })
  await vi.advanceTimersByTimeAsync(29_999)
  await sandbox.send('GET', '/v2/tenant').then(() => order.push('other'))
  await vi.advanceTimersByTimeAsync(1)
  vi.useRealTimers()
  const { status, headers } = await late
  expect([status, headers['x-sandbox-fault'], order]).toEqual([201, 'flt_1', ['other', 'late']])
})

describe('over a connection', () => {
  let url: string
  beforeEach(async () => {
    url = await sandbox.app.listen({ host: '127.0.0.1', port: 0 })
  })

  const post = (idempotencyKey: string) =>
    fetch(`${url}/v2/customers`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${defaultKeys.secret}`,
        'content-type': 'application/json',
        'x-idempotency-key': idempotencyKey,
      },
      body: JSON.stringify(customer),
    })

  test('what is dropped before is not done', async () => {
    await add({ effect: 'drop_before', operation: 'createCustomer', times: 1 })
    await expect(post('key-1')).rejects.toThrow('fetch failed')
    expect(await named()).toBe(0)
    const again = await post('key-1')
    expect([again.status, again.headers.get('x-idempotent-replayed')]).toEqual([201, null])
    expect(await logged()).toContainEqual(['createCustomer', 444, 'connection_dropped'])
  })

  test('what is dropped after its commit is done: a retry with the same key gets the answer, and nothing is done twice', async () => {
    await add({ effect: 'drop_after', operation: 'createCustomer', times: 1 })
    await expect(post('key-1')).rejects.toThrow('fetch failed')
    expect(await named()).toBe(1)
    const again = await post('key-1')
    expect([again.status, again.headers.get('x-idempotent-replayed')]).toEqual([201, 'true'])
    expect(await named()).toBe(1)
    const rows = await logged()
    expect(rows.filter(([operation]: string[]) => operation === 'createCustomer')).toEqual([
      ['createCustomer', 444, 'connection_dropped'],
      ['createCustomer', 201, null],
    ])
  })

  test('a mutation of GraphQL is dropped like any other request', async () => {
    await add({ effect: 'drop_after', operation: 'graphql', times: 1 })
    const query = 'mutation { createCustomer(input: { name: "Ada Byron" }) { id } }'
    const asking = fetch(`${url}/v2/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${defaultKeys.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    await expect(asking).rejects.toThrow('fetch failed')
    expect(await named()).toBe(1)
  })

  test('a file is cut as well', async () => {
    await add({ effect: 'cut', operation: 'getBookingIcs', times: 1 })
    const booking = (await sandbox.send('GET', '/v2/bookings?limit=1')).json.data[0].id
    const answer = await fetch(`${url}/v2/bookings/${booking}/ics`, {
      headers: { authorization: `Bearer ${defaultKeys.secret}` },
    })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/calendar'),
    ])
    await expect(answer.text()).rejects.toThrow('terminated')
  })

  test('what is cut is done, and its answer ends in the middle', async () => {
    await add({ effect: 'cut', operation: 'createCustomer', times: 1 })
    const answer = await post('key-1')
    const length = Number(answer.headers.get('content-length'))
    expect([answer.status, length > 200]).toEqual([201, true])
    await expect(answer.text()).rejects.toThrow('terminated')
    expect(await named()).toBe(1)
    expect(await logged()).toContainEqual(['createCustomer', 444, 'connection_dropped'])
  })
})

describe('faults are part of the sandbox', () => {
  test('a snapshot brings them back as they were, a fork has them, and a reset has none', async () => {
    await add({ effect: 'error', operation: 'getTenant', skip: 1 })
    await sandbox.send('GET', '/v2/tenant')
    await flush(sandbox.sandbox)
    await sandbox.control('POST', '/snapshots', { body: { name: 'with' } })
    expect((await sandbox.send('GET', '/v2/tenant')).status).toBe(500)
    const fork = (await sandbox.control('POST', '/forks', { body: { name: 'copy' } })).json
    const headers = { 'x-sandbox': 'copy' }
    expect((await sandbox.control('GET', '/faults', { headers })).json.data).toMatchObject([{ hit: 1 }])
    expect(fork.id).toMatch(/^fork_/)
    await sandbox.control('POST', '/snapshots/with/restore', { body: {} })
    expect(await list()).toMatchObject([{ id: 'flt_1', matched: 1, hit: 0 }])
    await sandbox.control('POST', '/reset', { body: {} })
    expect(await list()).toEqual([])
    expect((await sandbox.control('GET', '/faults', { headers })).json.data).toHaveLength(1)
  })

  test('a restart goes on with them, and with what they counted', async () => {
    using folder = temporaryFolder()
    const data = join(folder.path, 'data')
    const first = await controlledSandbox([], { data })
    await first.control('POST', '/faults', { body: { effect: 'error', operation: 'getTenant', times: 1 } })
    await first.send('GET', '/v2/tenant')
    await first.close()
    const second = await controlledSandbox([], { data })
    const { json } = await second.control('GET', '/faults')
    expect(json.data).toMatchObject([{ id: 'flt_1', hit: 1, spent: true }])
    expect((await second.send('GET', '/v2/tenant')).status).toBe(200)
    await second.close()
    expect([...first.bugs, ...second.bugs]).toEqual([])
  })
})
