import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { testNow } from '../world/sandbox.ts'
import { type ControlledSandbox, controlledSandbox } from './controlled-sandbox.ts'

let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox()
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const routes = [
  ['GET', '/status'],
  ['POST', '/stop'],
  ['POST', '/reset'],
  ['POST', '/seed'],
  ['GET', '/clock'],
  ['POST', '/clock/freeze'],
  ['POST', '/clock/set'],
  ['POST', '/clock/advance'],
  ['POST', '/clock/resume'],
  ['GET', '/requests'],
] as const

describe('who may control the sandbox', () => {
  test.each(routes)('nobody without the token: %s %s', async (method, path) => {
    for (const key of [null, 'ctl_guessed', 'secret', 'publishable']) {
      const answer = await sandbox.control(method, path, { key })
      expect([answer.status, answer.json.error.code]).toEqual([401, 'invalid_control_token'])
    }
    expect(sandbox.stops).toEqual([])
  })

  test.each(routes)('no page of another origin, even with the token: %s %s', async (method, path) => {
    for (const origin of ['https://evil.example', 'http://localhost:3000', 'null']) {
      const answer = await sandbox.control(method, path, { headers: { origin } })
      expect([answer.status, answer.json.error.code]).toEqual([403, 'foreign_origin'])
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  test.each(routes)('nobody through a name that was made to lead here: %s %s', async (method, path) => {
    const answer = await sandbox.control(method, path, { headers: { host: 'rebound.example:4332' } })
    expect([answer.status, answer.json.error.code]).toEqual([403, 'untrusted_host'])
  })

  test('health is open to everybody on this machine', async () => {
    const answer = await sandbox.control('GET', '/health', { key: null })
    expect([answer.status, answer.json]).toEqual([200, { status: 'ready', version: '1.2.3' }])
  })
})

describe('the clock', () => {
  const clock = (json: { clock: unknown }) => json.clock

  test('stands still, moves, and runs on', async () => {
    expect((await sandbox.control('GET', '/clock')).json).toMatchObject({ mode: 'real', now: testNow })
    expect(clock((await sandbox.control('POST', '/clock/freeze')).json)).toMatchObject({
      mode: 'frozen',
      now: testNow,
    })
    sandbox.real.set(sandbox.real.now() + 5_000)
    const set = await sandbox.control('POST', '/clock/set', { body: { at: '2026-04-16T12:00:00+02:00' } })
    expect(set.json).toMatchObject({ clock: { mode: 'frozen', now: '2026-04-16T10:00:00Z' }, fired: [] })
    const resumed = await sandbox.control('POST', '/clock/resume', { body: {} })
    expect(clock(resumed.json)).toMatchObject({ mode: 'offset', now: '2026-04-16T10:00:00Z' })
    const real = await sandbox.control('POST', '/clock/resume', { body: { real: true } })
    expect(clock(real.json)).toMatchObject({ mode: 'real', now: '2026-04-15T09:42:16Z' })
  })

  test('advances by a time, to a time, to the next job and until all is settled, and says what fired', async () => {
    await sandbox.control('POST', '/clock/freeze')
    const { id } = (await sandbox.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T05:00:00Z') })).json
    const advance = async (body: unknown) => (await sandbox.control('POST', '/clock/advance', { body })).json
    expect(await advance({ by_seconds: 60 })).toMatchObject({
      clock: { now: '2026-04-15T09:43:11Z' },
      fired: [],
    })
    expect(await advance({ to: '2026-04-16T00:00:00Z' })).toMatchObject({ fired: [] })
    expect(await advance({ until: 'next' })).toEqual({
      clock: {
        mode: 'frozen',
        now: '2026-04-19T05:00:00Z',
        next_due_at: '2026-04-20T04:00:00Z',
        pending_jobs: 1,
      },
      fired: [
        {
          at: '2026-04-19T05:00:00Z',
          kind: 'booking.reminder',
          tenant_id: 'tnt_clinic',
          object_id: id,
          events: ['booking.reminder_due'],
        },
      ],
    })
    expect(await advance({ until: 'settled' })).toMatchObject({
      fired: [{ object_id: id }],
      clock: { pending_jobs: 0 },
    })
  })

  test.each([
    ['/clock/advance', {}, ''],
    ['/clock/advance', { by_seconds: 1, until: 'next' }, ''],
    ['/clock/advance', { by_seconds: -1 }, '/by_seconds'],
    ['/clock/advance', { by_seconds: 'soon' }, '/by_seconds'],
    ['/clock/advance', { to: '2020-01-01T00:00:00Z' }, '/to'],
    ['/clock/advance', { until: 'never' }, '/until'],
    ['/clock/set', {}, '/at'],
    ['/clock/set', { at: 'tomorrow' }, '/at'],
    ['/clock/set', { at: '9990-01-01T00:00:00Z' }, '/at'],
    ['/clock/freeze', { at: '9999-12-31T23:59:59Z' }, '/at'],
    ['/clock/advance', { to: '9999-12-31T23:59:59Z' }, '/to'],
    ['/clock/freeze', { at: '2026-04-15' }, '/at'],
    ['/clock/resume', { real: 1 }, '/real'],
  ])('refuses %s %j', async (path, body, pointer) => {
    const answer = await sandbox.control('POST', path, { body })
    expect([answer.status, answer.json.error.code]).toEqual([422, 'validation_failed'])
    expect(answer.json.error.details.fields[0].path).toBe(pointer)
    expect((await sandbox.control('GET', '/clock')).json).toMatchObject({ mode: 'real', now: testNow })
  })
})

describe('requests', () => {
  const seen = async (query = '') => (await sandbox.control('GET', `/requests${query}`)).json.data

  test.each([
    ['/requests?status=nope', 'status codes or classes of them, such as 404 or 4xx'],
    ['/events/stream?after=nope', 'must be start, or the id of an event'],
  ])('%s is refused in words', async (path, words) => {
    const { status, json } = await sandbox.control('GET', path)
    expect([status, json.error.details.fields[0].message]).toEqual([422, expect.stringContaining(words)])
  })

  test('are logged with what became of them, and without keys', async () => {
    const created = await sandbox.send('POST', '/v2/bookings', {
      body: bodyAt('2026-04-20T05:00:00Z'),
      idempotencyKey: 'k1',
    })
    await sandbox.send('GET', `/v2/bookings/x?client_secret=cs_verysecretvalue`, {
      headers: { 'user-agent': 'curl' },
    })
    await sandbox.send('GET', '/v2/nowhere', { key: 'sk_test_somebodyelse' })
    const requests = await seen()
    expect(requests).toMatchObject([
      {
        number: 1,
        at: testNow,
        request_id: created.headers['x-request-id'],
        method: 'POST',
        path: '/v2/bookings',
        operation: 'createBooking',
        tenant_id: 'tnt_clinic',
        key_hint: 'sk_test_…p7dc',
        idempotency_key: 'k1',
        replayed: false,
        status: 201,
        error_code: null,
      },
      { path: '/v2/bookings/x?client_secret=[secret]', error_code: 'validation_failed', user_agent: 'curl' },
      { path: '/v2/nowhere', status: 404, operation: null, tenant_id: null, key_hint: 'sk_test_…else' },
    ])
    expect(JSON.stringify(requests)).not.toMatch(/4eC39HqLyjWDarjtT1zdp7dc|verysecret|sk_test_somebody/)
  })

  test('are filtered by status, path and tenant, the newest of them', async () => {
    for (const [url, tenant] of [
      ['/v2/bookings', 'tnt_clinic'],
      ['/v2/bookings', 'tnt_ideadunes'],
      ['/v2/bookings/bk_no', 'tnt_clinic'],
      ['/v2/bookings?limit=0', 'tnt_clinic'],
      ['/v2/100%25', 'tnt_clinic'],
    ] as const) {
      await sandbox.send('GET', url, { tenant })
    }
    const numbers = async (query: string) =>
      (await seen(query)).map(({ number }: { number: number }) => number)
    expect(await numbers('?status=4xx')).toEqual([3, 4, 5])
    expect(await numbers('?status=200,422')).toEqual([1, 2, 4])
    expect(await numbers('?path=/v2/bookings')).toEqual([1, 2])
    expect(await numbers('?path=/v2/bookings*')).toEqual([1, 2, 3, 4])
    expect(await numbers('?path=*%25*')).toEqual([5])
    expect(await numbers('?path=/V2/bookings*')).toEqual([])
    expect(await numbers('?tenant=tnt_ideadunes')).toEqual([2])
    expect(await numbers('?limit=2')).toEqual([4, 5])
    expect((await sandbox.control('GET', '/requests?status=teapot')).json.error.code).toBe(
      'validation_failed',
    )
  })
})

test('reset goes back to the data, ids, clock and limits of a fresh sandbox', async () => {
  const book = () => sandbox.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T05:00:00Z') })
  const first = await book()
  await sandbox.control('POST', '/clock/freeze', { body: { at: '2030-01-01T00:00:00Z' } })
  const reset = await sandbox.control('POST', '/reset')
  expect([reset.status, reset.json.clock]).toMatchObject([
    200,
    { mode: 'real', now: testNow, pending_jobs: 0 },
  ])
  expect((await sandbox.send('GET', '/v2/bookings')).json.data).toHaveLength(13)
  const again = await book()
  expect([again.status, again.json]).toEqual([201, first.json])
})

test('stop answers first, then asks for the end', async () => {
  const answer = await sandbox.control('POST', '/stop')
  expect([answer.status, answer.json, sandbox.stops]).toEqual([202, { status: 'stopping' }, [1]])
})
