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
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
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

describe('a preflight', () => {
  const ask = (origin: string, path = '/v2/bookings') =>
    sandbox.send('OPTIONS', path, {
      key: null,
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
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
  ])('%s is not trusted, whatever is asked', async host => {
    for (const url of ['/v2/bookings', '/nowhere', '/openapi.json', '/_sandbox/health']) {
      const answer = await sandbox.send('GET', url, { headers: { host } })
      expect([answer.status, answer.json.error?.code]).toEqual([403, 'untrusted_host'])
    }
  })
})
