import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ControlledSandbox, controlledSandbox } from '../control/controlled-sandbox.ts'

const allowed = 'https://app.example'
let sandbox: ControlledSandbox
beforeAll(async () => {
  sandbox = await controlledSandbox([allowed])
})
afterAll(() => sandbox.close())

const loopback = [
  'http://localhost:3000',
  'http://127.0.0.1',
  'https://shop.localhost:8443',
  'http://[::1]:5173',
]
const foreign = [
  'https://evil.example',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example',
  'https://app.example.evil.example',
  'http://app.example',
  'http://0.0.0.0:3000',
  'http://user@localhost:3000',
  'null',
  'file://',
]

describe('a publishable key in a page', () => {
  test.each([...loopback, allowed])('of %s may read the answer and the headers it needs', async origin => {
    const answer = await sandbox.send('GET', '/v2/bookings/bk_01HXYW999', {
      key: 'publishable',
      headers: { origin },
    })
    expect(answer.headers['access-control-allow-origin']).toBe(origin)
    expect(answer.headers['access-control-expose-headers']).toContain('X-Request-Id, Retry-After')
    expect(answer.headers.vary).toBe('Origin')
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
  })

  test.each(foreign)('of %s may not', async origin => {
    const answer = await sandbox.send('GET', '/v2/bookings/bk_01HXYW999', {
      key: 'publishable',
      headers: { origin },
    })
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('a secret key in a page', () => {
  test.each([...loopback, ...foreign, allowed])('of %s is refused', async origin => {
    const answer = await sandbox.send('GET', '/v2/bookings', { headers: { origin } })
    expect([answer.status, answer.json.error.code]).toEqual([403, 'secret_key_in_browser'])
    const mayRead = [...loopback, allowed].includes(origin)
    expect(answer.headers['access-control-allow-origin']).toBe(mayRead ? origin : undefined)
  })

  test("of the sandbox's own origin is not: its reference page", async () => {
    const headers = { host: 'localhost:4332', origin: 'http://localhost:4332' }
    expect((await sandbox.send('GET', '/v2/bookings', { headers })).status).toBe(200)
  })

  test('that is no key at all is told so first', async () => {
    const answer = await sandbox.send('GET', '/v2/bookings', {
      key: 'sk_test_x',
      headers: { origin: foreign[0] ?? '' },
    })
    expect(answer.json.error.code).toBe('invalid_api_key')
  })
})

describe('every answer', () => {
  /** A request of each refusal, by its status and code. */
  const refusals: Readonly<Record<string, () => Parameters<ControlledSandbox['send']>>> = {
    '401 missing_api_key': () => ['GET', '/v2/bookings', { key: null }],
    '401 invalid_api_key': () => ['GET', '/v2/bookings', { key: 'pk_test_nobody' }],
    '401 live_key_in_sandbox': () => ['GET', '/v2/bookings', { key: 'pk_live_nobody' }],
    '403 secret_key_in_browser': () => ['GET', '/v2/bookings', {}],
    '403 insufficient_scope': () => ['GET', '/v2/customers', { key: 'publishable' }],
    '403 tenant_mismatch': () => ['GET', slots, { key: 'publishable', tenant: 'tnt_nobody' }],
    '403 untrusted_host': () => ['GET', slots, { key: 'publishable', headers: { host: 'shop.example' } }],
    '404 not_found': () => ['GET', '/v2/booking', { key: 'publishable' }],
    '404 not_found of a wrong base': () => ['GET', '/bookings', { key: 'publishable' }],
    '404 not_found of a path that cannot be decoded': () => ['GET', '/v2/%', { key: 'publishable' }],
    '404 not_found of an id': () => ['GET', '/v2/services/svc_none', { key: 'publishable' }],
    '405 method_not_allowed': () => ['PUT', '/v2/bookings', { key: 'publishable' }],
    '413 payload_too_large': () => [
      'POST',
      '/v2/holds',
      { key: 'publishable', rawBody: 'x'.repeat(1_000_001) },
    ],
    '415 unsupported_media_type': () => [
      'POST',
      '/v2/holds',
      { key: 'publishable', rawBody: 'a', headers: { 'content-type': 'text/plain' } },
    ],
    '400 invalid_json': () => ['POST', '/v2/holds', { key: 'publishable', rawBody: '{' }],
    '422 validation_failed': () => ['POST', '/v2/holds', { key: 'publishable', body: {} }],
  }
  const slots = '/v2/services'

  test.each(Object.entries(refusals))(
    '%s can be read by allowed pages, and by no others',
    async (name, request) => {
      const [method, path, asked = {}] = request()
      for (const origin of [...loopback, allowed, ...foreign]) {
        const answer = await sandbox.send(method, path, { ...asked, headers: { ...asked.headers, origin } })
        expect(`${answer.status} ${answer.json.error.code}`).toBe(name.replace(/ of .*/, ''))
        const mayRead = [...loopback, allowed].includes(origin)
        expect([origin, answer.headers['access-control-allow-origin']]).toEqual([
          origin,
          mayRead ? origin : undefined,
        ])
        expect(answer.headers['access-control-expose-headers']?.includes('X-Request-Id') ?? false).toBe(
          mayRead,
        )
        expect(answer.headers.vary).toBe('Origin')
      }
    },
  )

  test('429 too', async () => {
    const limited = await controlledSandbox([allowed])
    const limits = JSON.stringify({ per_second: 1, per_minute: 2, per_day: 1000 })
    await limited.sandbox.store.write(trx => trx.updateTable('tenants').set({ limits }).execute())
    limited.sandbox.forgetTenants()
    const statuses: number[] = []
    for (let i = 0; i < 4; i += 1) {
      const { status, headers } = await limited.send('GET', slots, {
        key: 'publishable',
        headers: { origin: allowed },
      })
      statuses.push(status)
      expect(headers['access-control-allow-origin']).toBe(allowed)
    }
    expect(statuses).toContain(429)
    await limited.close()
  })

  test('of /_sandbox can be read by none', async () => {
    for (const path of [
      '/_sandbox/health',
      '/_sandbox/clock',
      '/_sandbox/nothing',
      '/%5Fsandbox/health',
      '/_%73andbox/clock',
    ]) {
      const { headers } = await sandbox.send('GET', path, { headers: { origin: allowed } })
      expect([path, headers['access-control-allow-origin']]).toEqual([path, undefined])
    }
  })
})

describe('a preflight', () => {
  const ask = (origin: string, path = '/v2/bookings', names = 'authorization') =>
    sandbox.send('OPTIONS', path, {
      key: null,
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': names,
      },
    })

  test.each([...loopback, allowed])('of %s is granted', async origin => {
    const answer = await ask(origin)
    expect(answer.status).toBe(204)
    expect(answer.headers['access-control-allow-origin']).toBe(origin)
    expect(answer.headers['access-control-allow-methods']).toContain('POST')
    expect(answer.headers['access-control-allow-headers']).toContain('X-Idempotency-Key')
  })

  test.each(foreign)('of %s is not', async origin => {
    const answer = await ask(origin)
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([204, undefined])
  })

  test.each([
    'traceparent, tracestate',
    'sentry-trace, baggage',
    'if-none-match',
    'cache-control, pragma',
    'b3',
    'x-b3-traceid, x-b3-spanid, x-b3-sampled',
    'x-datadog-trace-id, x-datadog-parent-id, x-datadog-origin, x-datadog-sampling-priority',
    'x-datadog-tags, x-datadog-anything-new',
    'x-newrelic-id, x-newrelic-transaction',
    'ot-tracer-traceid, ot-baggage-user',
    'uber-trace-id, uberctx-user',
    'x-amzn-trace-id',
    'grpc-trace-bin',
    'if-modified-since',
    'newrelic',
    'x-request-id, x-client-secret, x-tenant-id, x-idempotency-key',
  ])('lets %s pass', async asked => {
    const answer = await ask(allowed, '/v2/bookings', asked)
    const granted = answer.headers['access-control-allow-headers']?.toLowerCase().split(', ')
    expect(granted).toEqual(expect.arrayContaining(asked.split(', ')))
  })

  test.each(['x-sandbox', 'cookie', 'x-b3-a\u00e9', 'x-anything', ''])(
    'does not let %j pass',
    async asked => {
      const answer = await ask(allowed, '/v2/bookings', asked)
      expect(answer.status).toBe(204)
      expect(answer.headers['access-control-allow-headers']?.toLowerCase().split(', ')).not.toContain(asked)
    },
  )

  test.each(['/v2/booking', '/bookings', '/v2/bookings/', '/v1/bookings', '/openapi.json'])(
    'of %s is granted too, so that the page can read what is wrong with it',
    async path => expect((await ask(allowed, path)).headers['access-control-allow-origin']).toBe(allowed),
  )

  test('OPTIONS without the question of a browser is a wrong method', async () => {
    expect((await sandbox.send('OPTIONS', '/v2/bookings')).status).toBe(405)
  })

  test('grants nothing on /_sandbox', async () => {
    const answer = await ask(loopback[0] ?? '', '/_sandbox/clock')
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('the Host header', () => {
  test.each([
    'localhost',
    'LOCALHOST:4332',
    '127.0.0.1:1',
    '127.1.2.3',
    '[::1]:4332',
    'a.localhost',
    'localhost.:4332',
    'localhost:',
    '[::1]:',
  ])('%s leads here', async host => {
    expect((await sandbox.send('GET', '/v2/bookings', { headers: { host } })).status).toBe(200)
  })

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    'user@localhost',
    'user@shop.localhost',
    'evil.example/.localhost',
    '127.0.0.256',
    '0x7f.1',
    '0.0.0.0:4332',
    '[::]:4332',
    'evil.example:',
    'evil.example:localhost',
    'localhost::',
  ])('%s is not trusted, whatever is asked', async host => {
    for (const url of ['/v2/bookings', '/nowhere', '/openapi.json', '/_sandbox/health']) {
      const answer = await sandbox.send('GET', url, { headers: { host } })
      expect([answer.status, answer.json.error?.code]).toEqual([403, 'untrusted_host'])
    }
  })
})
