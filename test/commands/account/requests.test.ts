import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { apiError } from '../../client/scripted-api.ts'
import { type AccountWorld, accountWorld, liveKey, testKey } from '../../service/account-world.ts'
import type { Answer } from '../../service/fake-service.ts'

let world: AccountWorld
const waits: number[] = []
beforeEach(async () => {
  world = await accountWorld()
  waits.length = 0
})
afterEach(() => world[Symbol.asyncDispose]())

const env = { IDEADUNES_API_KEY: testKey }
const sleep = async (ms: number) => void waits.push(ms)
const run = (argv: readonly string[], more = {}) => world.run(argv, { env, context: { sleep, ...more } })
const seen = () => world.service.hosted.seen

/** Answers with these first, then as usual. */
const first =
  (...steps: ReturnType<Answer>[]): Answer =>
  (_, nth) =>
    steps[nth - 1]

describe('what passes is tried again', () => {
  const trouble = (status: number) => apiError(status, 'internal_error') as ReturnType<Answer>
  const busy = {
    status: 429,
    headers: { 'retry-after': '12' },
    json: { error: { code: 'rate_limited', message: 'Slow' } },
  }

  test.each([
    ['429', busy],
    ['500', trouble(500)],
    ['502', trouble(502)],
    ['503', trouble(503)],
    ['504', trouble(504)],
    ['a connection that breaks off', 'hang up' as const],
  ])('%s, a read and a change alike: that carries the same idempotency key', async (_, step) => {
    world.service.answer = first(step)
    expect((await run(['bookings', 'list'])).code).toBe(0)
    world.service.answer = (__, nth) => (nth === 3 ? step : undefined)
    expect((await run(['bookings', 'confirm', 'bk_1'])).code).toBe(0)
    expect(seen().map(({ method }) => method)).toEqual(['GET', 'GET', 'POST', 'POST'])
    const [one, other] = seen()
      .slice(2)
      .map(({ headers }) => headers['x-idempotency-key'])
    expect(one).toMatch(/^idem_/)
    expect(other).toBe(one)
  })

  test('Retry-After is waited for, and said', async () => {
    world.service.answer = first(busy)
    expect((await run(['bookings', 'list'])).stderr).toBe(
      'Waiting 12.0 s: sandbox-api.ideadunes.com answered 429.\n',
    )
    expect(waits).toEqual([12_000])
  })

  test('longer than a minute is left to people', async () => {
    world.service.answer = () => ({ ...busy, headers: { 'retry-after': '61' } })
    expect(await run(['bookings', 'list'])).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('61 s'),
    })
    expect(waits).toEqual([])
  })

  test.each([
    ['--retries', '0', 1],
    ['--retries', '4', 5],
  ])('%s %s', async (flag, value, count) => {
    world.service.answer = () => trouble(500)
    expect((await run(['bookings', 'confirm', 'bk_1', flag, value])).code).toBe(3)
    expect(seen()).toHaveLength(count)
  })

  test('a refusal is final', async () => {
    world.service.answer = () => apiError(422, 'validation_failed') as ReturnType<Answer>
    expect((await run(['bookings', 'confirm', 'bk_1'])).code).toBe(3)
    expect(seen()).toHaveLength(1)
  })
})

describe('where no answer comes', () => {
  const key = ['--idempotency-key', 'idem_mine']

  test('--timeout ends it, and a change may have been made', async () => {
    world.service.answer = () => 'stay silent'
    const { code, stderr } = await run(['bookings', 'confirm', 'bk_1', '--timeout', '1', ...key])
    expect(code).toBe(5)
    expect(stderr).toContain('did not answer in time; the change may have been made all the same')
    expect(stderr).toContain('--idempotency-key idem_mine tells')
    expect(stderr).toContain('To look: `ideadunes bookings list`')
    const read = await run(['bookings', 'list', '--timeout', '1'])
    expect(read.stderr).not.toContain('the change')
  })

  test('Ctrl-C says so too', async () => {
    const stop = new AbortController()
    world.service.answer = () => {
      stop.abort('SIGINT')
      return 'stay silent'
    }
    const { code, stderr } = await run(['bookings', 'confirm', 'bk_1', ...key], {
      interrupted: stop.signal,
      signal: stop.signal,
    })
    expect([code, stderr]).toEqual([
      130,
      'Interrupted; the change may have been made all the same.\n' +
        'The same command with --idempotency-key idem_mine tells: it does nothing twice, and gets the answer of the ' +
        'first. To look: `ideadunes bookings list`.\n',
    ])
  })

  test('Ctrl-C while it waits to be let in: nothing was changed', async () => {
    const stop = new AbortController()
    world.service.answer = () => ({ status: 429, headers: { 'retry-after': '5' }, json: {} })
    const { code, stderr } = await run(['bookings', 'confirm', 'bk_1'], {
      interrupted: stop.signal,
      signal: stop.signal,
      sleep: async () => stop.abort('SIGINT'),
    })
    expect([code, stderr.split('\n').at(-2)]).toEqual([130, 'Interrupted; nothing was changed.'])
  })
})

describe('--dry-run', () => {
  test('prints the request with the key masked, and sends nothing', async () => {
    const argv = [
      'customers',
      'create',
      '--name',
      'Priya',
      '--idempotency-key',
      'idem_1',
      '--tenant',
      'tnt_a',
      '--dry-run',
    ]
    const { code, stdout, stderr } = await run(argv)
    expect([code, stderr, seen()]).toEqual([0, 'Nothing was sent.\n', []])
    expect(stdout).toBe(`POST https://sandbox-api.ideadunes.com/v2/customers
accept: application/json
authorization: Bearer sk_test_...2ef
user-agent: ideadunes/0.1.0
content-type: application/json
x-tenant-id: tnt_a
x-idempotency-key: idem_1

{
  "name": "Priya"
}
`)
  })

  test('as JSON, of a live write without a question, and of what cannot be undone', async () => {
    await world.login(liveKey)
    const { code, out } = await world.json(['webhooks', 'delete', 'wh_1', '--dry-run'])
    expect([code, out]).toMatchObject([
      0,
      { method: 'DELETE', url: 'https://api.ideadunes.com/v2/webhooks/wh_1', body: null },
    ])
    expect(JSON.stringify(out)).not.toContain(liveKey)
    expect((await world.json(['api', 'POST', 'holds', '-f', 'a=b', '--dry-run'])).out).toMatchObject({
      body: { a: 'b' },
    })
    expect(world.service.live.seen.map(({ method }) => method)).toEqual(['GET'])
  })
})

test('--verbose says host, tenant, mode, key, request id and time on stderr, of each attempt', async () => {
  await world.login(liveKey)
  world.service.answer = (_, nth) => (nth === 2 ? 'hang up' : undefined)
  const { stdout, stderr } = await world.run(['bookings', 'list', '--json', '--verbose'], {
    context: { sleep },
  })
  expect(JSON.parse(stdout).data).toHaveLength(1)
  const attempt =
    '> GET https://api.ideadunes.com/v2/bookings\n' +
    "> live, tenant the key's own, key sk_live_...7dc (profile default)\n"
  expect(stderr.replaceAll(/\d+ ms/g, 'N ms').replaceAll(/\d+\.\d s/g, 'N s')).toBe(
    `${attempt}< no answer, N ms\nWaiting N s: the connection to api.ideadunes.com broke off.\n` +
      `${attempt}< 200, request req_live_3, N ms\n`,
  )
})

test('--all writes each page when it comes', async () => {
  const pages = ['c1', 'c2', null]
  world.service.answer = ({ url }) => {
    const cursor = new URL(url, 'http://a').searchParams.get('cursor')
    const at = cursor === null ? 0 : pages.indexOf(cursor) + 1
    const next = pages[at] ?? null
    return {
      status: 200,
      json: { data: [{ id: `bk_${at}` }], has_more: next !== null, next_cursor: next, prev_cursor: null },
    }
  }
  const order: string[] = []
  for (const argv of [
    ['bookings', 'list', '--all', '--json'],
    ['api', 'GET', '/v2/bookings', '--paginate'],
  ]) {
    order.length = 0
    const before = seen().length
    const { stdout } = await world.run(argv, {
      env,
      onStdout: text => order.push(`${seen().length - before}${text.trim()}`),
    })
    expect(JSON.parse(stdout)).toMatchObject({
      data: [{ id: 'bk_0' }, { id: 'bk_1' }, { id: 'bk_2' }],
      has_more: false,
    })
    expect(order.slice(0, 3).map(text => text[0])).toEqual(['1', '2', '3'])
  }
})

describe('a proxy', () => {
  let proxy: Server
  const asked: string[] = []
  beforeEach(async () => {
    asked.length = 0
    proxy = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"data":[],"has_more":false,"next_cursor":null,"prev_cursor":null}')
    })
    proxy.on('connect', (request, socket, head) => {
      asked.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`)
      if (request.headers['proxy-authorization'] === undefined) return socket.end('HTTP/1.1 407 No\r\n\r\n')
      const through = connect(world.service.hosted.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        through.write(head)
        through.pipe(socket).pipe(through)
      })
      return through.on('error', () => socket.destroy())
    })
    await new Promise<void>(done => proxy.listen(0, '127.0.0.1', done))
  })
  afterEach(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  const url = (user = 'me:secret@') => `http://${user}127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const login = `Basic ${Buffer.from('me:secret').toString('base64')}`
  const list = ['bookings', 'list']

  test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])(
    'of %s is a tunnel for https, which reads nothing',
    async name => {
      expect((await world.run([...list, '--all'], { env: { ...env, [name]: url() } })).code).toBe(0)
      expect(asked).toEqual([`CONNECT sandbox-api.ideadunes.com:443 ${login}`])
      expect(seen()[0]?.headers).not.toHaveProperty('proxy-authorization')
    },
  )

  test('that does not let in is told, without its password', async () => {
    const { code, stderr } = await world.run(list, { env: { ...env, HTTPS_PROXY: url('') } })
    expect([code, stderr]).toEqual([5, expect.stringContaining('answered 407 to CONNECT')])
    const change = await world.run(['bookings', 'confirm', 'bk_1'], { env: { ...env, HTTPS_PROXY: url('') } })
    expect(change.stderr).not.toContain('may have been made')
  })

  test('is asked for plain http of other hosts', async () => {
    const plain = { ...env, HTTP_PROXY: url(), IDEADUNES_BASE_URL: 'http://sandbox.internal:4332' }
    expect((await world.run(list, { env: plain })).code).toBe(0)
    expect(asked).toEqual([`GET http://sandbox.internal:4332/v2/bookings ${login}`])
  })

  test('is never asked for this machine', async () => {
    await world.startSandbox()
    expect(
      (await world.run(list, { env: { HTTP_PROXY: url(), HTTPS_PROXY: url(), ALL_PROXY: url() } })).code,
    ).toBe(0)
    expect(asked).toEqual([])
  })

  test.each([
    '*',
    'ideadunes.com',
    '.ideadunes.com',
    'a.example, sandbox-api.ideadunes.com',
    'ideadunes.com:443',
  ])('is spared by NO_PROXY=%s', async spared => {
    expect((await world.run(list, { env: { ...env, HTTPS_PROXY: url(), NO_PROXY: spared } })).code).toBe(0)
    expect(asked).toEqual([])
  })

  test.each(['dunes.com', 'ideadunes.com:8443', 'api.ideadunes.com'])(
    'is not spared by NO_PROXY=%s',
    async spared => {
      await world.run(list, { env: { ...env, HTTPS_PROXY: url(), NO_PROXY: spared } })
      expect(asked).toHaveLength(1)
    },
  )
})
