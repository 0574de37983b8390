import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../emulator/testing/index.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { testNow } from '../world/sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ clock: testNow })
})
afterAll(() => sandbox.close())

const json = async (answer: Response) => (await answer.json()) as Record<string, unknown>

describe('the fetch of a sandbox', () => {
  test('answers with a Response as fetch does', async () => {
    const answer = await sandbox.fetch('/v2/bookings/bk_01HXYW999')
    expect(answer).toBeInstanceOf(Response)
    expect([answer.ok, answer.status, answer.statusText]).toEqual([true, 200, 'OK'])
    expect(answer.url).toBe('http://ideadunes.localhost/v2/bookings/bk_01HXYW999')
    expect(answer.headers.get('X-Request-Id')).toMatch(/^req_/)
    expect(answer.headers.get('content-type')).toBe('application/json')
    const copy = answer.clone()
    expect(await json(answer)).toMatchObject({ id: 'bk_01HXYW999' })
    expect(JSON.parse(await copy.text())).toMatchObject({ id: 'bk_01HXYW999' })
  })

  test.each([
    ['a path', '/v2/bookings?limit=1'],
    ['text', 'http://ideadunes.localhost/v2/bookings?limit=1'],
    ['a URL', new URL('http://ideadunes.localhost/v2/bookings?limit=1')],
    ['a Request', new Request('http://ideadunes.localhost/v2/bookings?limit=1')],
  ])('takes %s', async (_, input) => {
    const answer = await sandbox.fetch(input)
    expect((await json(answer)).data).toHaveLength(1)
  })

  test('sends bodies, headers and methods as they are', async () => {
    await using fork = await sandbox.fork()
    const send = () =>
      fork.fetch('/v2/bookings', {
        method: 'POST',
        headers: new Headers({ 'Content-Type': 'application/json', 'X-Idempotency-Key': 'k1' }),
        body: JSON.stringify({ ...bodyAt('2026-04-20T05:00:00Z'), notes: 'Café · ☕' }),
      })
    const created = await send()
    const first = await json(created)
    expect([created.status, first.notes]).toEqual([201, 'Café · ☕'])
    const replayed = await send()
    expect(replayed.headers.get('x-idempotent-replayed')).toBe('true')
    expect(await json(replayed)).toEqual(first)
    const request = new Request(`${fork.baseUrl}/v2/tenant`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"Renamed"}',
    })
    expect(await json(await fork.fetch(request))).toMatchObject({ name: 'Renamed' })
  })

  test('reads a body that is a stream', async () => {
    await using fork = await sandbox.fork()
    const body = new Blob([JSON.stringify({ name: 'Streamed' })]).stream()
    const answer = await fork.fetch('/v2/tenant', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit)
    expect(await json(answer)).toMatchObject({ name: 'Streamed' })
  })

  test('adds the secret key unless the request brings another', async () => {
    const statusWith = async (authorization: string) =>
      (await sandbox.fetch('/v2/customers', { headers: { authorization } })).status
    expect((await sandbox.fetch('/v2/customers')).status).toBe(200)
    expect(await statusWith(`Bearer ${sandbox.keys.publishable}`)).toBe(403)
    expect(await statusWith('Bearer sk_test_unknown')).toBe(401)
  })

  test('gives refusals as answers, not as errors', async () => {
    const answer = await sandbox.fetch('/v2/bookings/bk_none')
    expect([answer.ok, answer.status]).toEqual([false, 404])
    expect(await json(answer)).toMatchObject({ error: { code: 'not_found' } })
  })

  test('follows an aborted signal', async () => {
    const reason = new Error('no longer needed')
    await expect(sandbox.fetch('/v2/tenant', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const later = new AbortController()
    const asked = sandbox.fetch('/v2/tenant', { signal: later.signal })
    later.abort(reason)
    await expect(asked).rejects.toBe(reason)
  })

  test.each([
    'https://api.ideadunes.com/v2/bookings',
    'http://127.0.0.1:4332/v2/bookings',
    '//evil.example/v2',
  ])('sends nothing to %s', async url => {
    await expect(sandbox.fetch(url)).rejects.toMatchObject({ kind: 'usage', code: 'foreign_url' })
  })

  test('may be handed on by itself', async () => {
    const { fetch } = sandbox
    expect((await fetch('/v2/tenant')).status).toBe(200)
  })
})

describe('the client of a sandbox', () => {
  test('is typed, calls with the secret key, and tells refusals as failures', async () => {
    const { data, status } = await sandbox.client.call('getBooking', {
      params: { booking_id: 'bk_01HXYW999' },
    })
    const start: string = data.start_at
    expect([status, start]).toEqual([200, '2026-04-21T05:00:00Z'])
    await expect(
      sandbox.client.call('getBooking', { params: { booking_id: 'bk_none' } }),
    ).rejects.toMatchObject({ kind: 'api', code: 'not_found' })
  })

  test('sends nothing twice unless told', async () => {
    await using fork = await sandbox.fork()
    await fork.tenants.setPlan('tnt_clinic', '1/1/1')
    const before = (await fork.requests.list()).length
    await fork.client.call('getTenant')
    await expect(fork.client.call('getTenant')).rejects.toMatchObject({
      kind: 'rate_limited',
      code: 'rate_limited',
    })
    expect(await fork.requests.list()).toHaveLength(before + 2)
  })

  test('may call as somebody else', async () => {
    const other = sandbox.createClient({ tenant: 'tnt_ideadunes' })
    expect((await other.call('getTenant')).data.id).toBe('tnt_ideadunes')
    const page = sandbox.createClient({ apiKey: sandbox.keys.publishable })
    await expect(page.call('listCustomers')).rejects.toMatchObject({ code: 'insufficient_scope' })
  })
})
