import { describe, expect, test } from 'vitest'
import type { ClientOptions } from '../../src/client/client-types.ts'
import { createClientFor } from '../../src/client/create-client.ts'
import { routesOf } from '../../src/client/routes-of.ts'
import { buildCommandIndex } from '../../src/contract/commands/command-index.ts'
import { operations } from '../../src/contract/index.ts'
import { apiError, pageOf, type ScriptedApi, scriptedApi } from './scripted-api.ts'

const routes = routesOf(buildCommandIndex(operations))
const newBooking = { service_id: 'svc_a', start_at: '2026-04-20T05:00:00Z' }

function clientOf(api: Pick<ScriptedApi, 'baseUrl'>, options: Partial<ClientOptions> = {}) {
  const slept: number[] = []
  const client = createClientFor(routes, {
    baseUrl: api.baseUrl,
    apiKey: 'sk_test_1',
    random: () => 1,
    sleep: async ms => {
      slept.push(ms)
    },
    ...options,
  })
  return { client, slept }
}

test.each([
  ['listBooking', 'Did you mean listBookings?'],
  ['nothingLikeIt', 'Operations are called as the operationId of the OpenAPI document says: listBookings.'],
])('an operation that there is not (%s) is told with what to do', async (id, hint) => {
  const { client } = clientOf({ baseUrl: 'http://127.0.0.1:1' })
  await expect(client.call(id as 'listBookings')).rejects.toMatchObject({ code: 'unknown_operation', hint })
})

test('an id that is left out is told as missing', async () => {
  const { client } = clientOf({ baseUrl: 'http://127.0.0.1:1' })
  await expect(client.call('getBooking', { params: {} as never })).rejects.toMatchObject({
    code: 'invalid_argument',
    message: 'booking_id is missing',
  })
})

describe('a call', () => {
  test('sends key, tenant, a JSON body and an idempotency key of its own', async () => {
    await using api = await scriptedApi({
      status: 201,
      headers: { 'X-Request-Id': 'req_9' },
      json: { id: 'bk_1' },
    })
    const { client } = clientOf(api, { tenant: 'tnt_clinic' })
    const answer = await client.call('createBooking', { body: newBooking })
    expect(answer).toMatchObject({ status: 201, requestId: 'req_9', data: { id: 'bk_1' } })
    expect(api.seen[0]).toMatchObject({
      method: 'POST',
      url: '/v2/bookings',
      body: JSON.stringify(newBooking),
    })
    expect(api.seen[0]?.headers).toMatchObject({
      authorization: 'Bearer sk_test_1',
      'x-tenant-id': 'tnt_clinic',
      'content-type': 'application/json',
      'x-idempotency-key': expect.stringMatching(/^idem_[0-9A-HJKMNP-TV-Z]{26}$/),
    })
  })

  test('reads without an idempotency key, and passes on what it is given', async () => {
    await using api = await scriptedApi({ status: 200, json: { id: 'bk_1' } })
    const { client } = clientOf(api)
    await client.call('getBooking', { params: { booking_id: 'bk_1' }, clientSecret: 'cs_1', ifMatch: '"3"' })
    expect(api.seen[0]).toMatchObject({ method: 'GET', url: '/v2/bookings/bk_1' })
    expect(api.seen[0]?.headers).toMatchObject({ 'x-client-secret': 'cs_1', 'if-match': '"3"' })
    expect(api.seen[0]?.headers).not.toHaveProperty('x-idempotency-key')
    expect(api.seen[0]?.headers).not.toHaveProperty('content-type')
  })

  test.each(['', '.', '..'])('refuses the path parameter %j, which would lead elsewhere', async bookingId => {
    const { client } = clientOf({ baseUrl: 'http://127.0.0.1:1' })
    await expect(client.call('getBooking', { params: { booking_id: bookingId } })).rejects.toMatchObject({
      kind: 'usage',
      code: 'invalid_argument',
    })
  })

  test('escapes what has a meaning in a URL', async () => {
    await using api = await scriptedApi({ status: 200, json: { id: 'bk_1' } })
    await clientOf(api).client.send('getBooking', { params: { booking_id: 'a/b?c' } })
    expect(api.seen[0]?.url).toBe('/v2/bookings/a%2Fb%3Fc')
  })

  test('takes a base URL as the reference writes it, with /v2', async () => {
    await using api = await scriptedApi(pageOf([]))
    await clientOf({ baseUrl: `${api.baseUrl}/v2/` }).client.call('listBookings', { query: { limit: 5 } })
    expect(api.seen[0]?.url).toBe('/v2/bookings?limit=5')
  })

  test('refuses a header value that cannot be sent', async () => {
    const { client } = clientOf({ baseUrl: 'http://127.0.0.1:1' }, { apiKey: 'sk_test_\n' })
    await expect(client.call('listBookings')).rejects.toMatchObject({ kind: 'usage', code: 'invalid_header' })
  })
})

describe('failures', () => {
  test.each([
    [401, 'invalid_api_key', 'auth'],
    [403, 'insufficient_scope', 'auth'],
    [422, 'resource_unavailable', 'api'],
    [500, 'internal_error', 'api'],
  ])('a %i is told with its code, details and request id', async (status, code, kind) => {
    await using api = await scriptedApi(apiError(status, code, 'No.', { conflicts: [] }))
    await expect(clientOf(api).client.call('listBookings')).rejects.toMatchObject({
      kind,
      code,
      message: 'No.',
      requestId: 'req_1',
      docUrl: `https://docs.example/${code}`,
      details: { conflicts: [] },
    })
  })

  test.each([
    ['HTML', { status: 502, text: '<h1>Bad gateway</h1>' }],
    ['an error of another shape', { status: 400, json: { error: 'no' } }],
    ['broken JSON', { status: 200, text: '{"data":' }],
  ])('%s is not taken for an answer of the API', async (_, step) => {
    await using api = await scriptedApi(step)
    await expect(clientOf(api).client.call('listBookings')).rejects.toMatchObject({
      kind: 'api',
      code: 'unexpected_answer',
    })
  })

  test('a redirect is not followed', async () => {
    await using elsewhere = await scriptedApi(pageOf([]))
    await using api = await scriptedApi({ status: 307, headers: { location: elsewhere.baseUrl }, text: '' })
    await expect(clientOf(api).client.call('listBookings')).rejects.toMatchObject({
      code: 'unexpected_redirect',
    })
    expect(elsewhere.seen).toEqual([])
  })

  test('a refused connection is final and says how to start the sandbox', async () => {
    const { client, slept } = clientOf({ baseUrl: 'http://127.0.0.1:1' })
    await expect(client.call('listBookings')).rejects.toMatchObject({
      kind: 'unreachable',
      hint: expect.stringContaining('ideadunes sandbox start'),
    })
    expect(slept).toEqual([])
  })

  test('silence ends with a timeout', async () => {
    await using api = await scriptedApi('stay silent')
    const { client } = clientOf(api, { timeoutMs: 50 })
    await expect(client.call('listBookings')).rejects.toMatchObject({ kind: 'unreachable', code: 'timeout' })
    expect(api.seen).toHaveLength(1)
  })

  test('an aborted call is interrupted, not retried', async () => {
    await using api = await scriptedApi('stay silent')
    const stop = new AbortController()
    const { client } = clientOf(api, { signal: stop.signal })
    const call = client.call('listBookings')
    setTimeout(() => stop.abort(), 20)
    await expect(call).rejects.toMatchObject({ kind: 'interrupted' })
    expect(api.seen.length).toBeLessThanOrEqual(1)
  })
})

describe('retries', () => {
  test('repeat a change that lost its connection, with the same idempotency key', async () => {
    await using api = await scriptedApi('hang up', 'hang up', { status: 201, json: { id: 'bk_1' } })
    const { client, slept } = clientOf(api)
    await client.call('createBooking', { body: newBooking })
    const keys = new Set(api.seen.map(({ headers }) => headers['x-idempotency-key']))
    expect([api.seen.length, keys.size]).toEqual([3, 1])
    expect(slept).toEqual([100, 200])
  })

  test('end: the third lost connection is told', async () => {
    await using api = await scriptedApi('hang up')
    await expect(clientOf(api).client.call('listBookings')).rejects.toMatchObject({ kind: 'unreachable' })
    expect(api.seen).toHaveLength(3)
  })

  test.each([
    ['429', { ...limited('2') }, [2_000]],
    ['503 without a time', { status: 503, text: '' }, [100]],
    ['a first request that still runs', apiErrorAfter(409, 'idempotency_key_in_use', '1'), [1_000]],
  ])('wait as long as %s asks', async (_, step, expected) => {
    await using api = await scriptedApi(step, { status: 201, json: { id: 'bk_1' } })
    const { client, slept } = clientOf(api)
    await client.call('createBooking', { body: newBooking })
    expect(slept).toEqual(expected)
  })

  test('do not wait for longer than the limit: the wait is told instead', async () => {
    await using api = await scriptedApi(limited('60'))
    const { client, slept } = clientOf(api)
    await expect(client.call('listBookings')).rejects.toMatchObject({
      kind: 'rate_limited',
      hint: 'Try again in 60 s.',
    })
    expect([api.seen.length, slept]).toEqual([1, []])
  })
})

describe('lists', () => {
  test('are walked item by item over all pages', async () => {
    await using api = await scriptedApi(pageOf(['a', 'b'], 'c1'), pageOf(['c']))
    const ids: string[] = []
    const { client } = clientOf(api)
    for await (const booking of client.paginate('listBookings', { query: { status: 'confirmed' } }))
      ids.push(booking.id)
    expect(ids).toEqual(['a', 'b', 'c'])
    expect(api.seen.map(({ url }) => url)).toEqual([
      '/v2/bookings?status=confirmed',
      '/v2/bookings?status=confirmed&cursor=c1',
    ])
  })
})

function limited(retryAfter: string) {
  return apiErrorAfter(429, 'rate_limited', retryAfter)
}

function apiErrorAfter(status: number, code: string, retryAfter: string) {
  return {
    ...(apiError(status, code) as { status: number; json: unknown }),
    headers: { 'Retry-After': retryAfter },
  }
}
