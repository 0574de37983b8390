import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectFrom } from '../../emulator/testing/connect-sandbox.ts'
import { contractRoutes } from '../../emulator/testing/contract-routes.ts'
import { type Failure, type Sandbox, startSandbox } from '../../emulator/testing/index.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { testNow } from '../world/sandbox.ts'

let inside: Sandbox
let served: Sandbox
let connected: Sandbox
beforeAll(async () => {
  inside = await startSandbox({ clock: testNow })
  served = await startSandbox({ clock: testNow, port: 0 })
  const { baseUrl, controlToken } = served
  const place = { cwd: '/', home: '/', platform: process.platform, env: {} }
  connected = await connectFrom({ baseUrl, controlToken }, place, contractRoutes)
})
afterAll(async () => {
  await inside.close()
  await connected.close()
  await served.close()
})

const wires: readonly [string, () => Sandbox][] = [
  ['in this process', () => inside],
  ['over the network', () => connected],
]
const startAt = '2026-04-20T05:00:00Z'
const order = { body: bodyAt(startAt) as never, idempotencyKey: 'order-1' }
const send = (sandbox: Sandbox) =>
  sandbox.fetch('/v2/bookings', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-idempotency-key': 'order-1' },
    body: JSON.stringify(bodyAt(startAt)),
  })
const made = (sandbox: Sandbox) => sandbox.events.list({ type: 'booking.created' })
const thrownBy = (doing: Promise<unknown>): Promise<Error & { cause?: unknown; code?: unknown }> =>
  doing.then(
    () => expect.fail('It should have been rejected.'),
    error => error,
  )

describe.each(wires)('%s', (_, parent) => {
  let sandbox: Sandbox
  beforeEach(async () => {
    await sandbox?.close()
    sandbox = await parent().fork()
  })
  afterAll(() => sandbox.close())

  test('a client that tries again books once, though the answer of its first try got lost', async () => {
    const before = (await made(sandbox)).length
    const fault = await sandbox.faults.add({ effect: 'drop_after', operation: 'createBooking', times: 1 })
    expect(fault).toMatchObject({ id: 'flt_1', operation: 'createBooking', times: 1, hit: 0, spent: false })
    const { status, headers } = await sandbox.createClient({ retries: 2 }).call('createBooking', order)
    expect([status, headers['x-idempotent-replayed']]).toEqual([201, 'true'])
    expect(await made(sandbox)).toHaveLength(before + 1)
    const tries = await sandbox.requests.list({ path: '/v2/bookings' })
    expect(tries.slice(-2).map(one => [one.status, one.error_code, one.replayed])).toEqual([
      [444, 'connection_dropped', false],
      [201, null, true],
    ])
    expect(await sandbox.faults.list()).toEqual([{ ...fault, matched: 1, hit: 1, spent: true }])
  })

  test.each([
    ['drop_before', 0],
    ['drop_after', 1],
    ['cut', 1],
  ] as const)(
    'a client that tries nothing twice tells of %s, and what may have happened',
    async (effect, done) => {
      const before = (await made(sandbox)).length
      await sandbox.faults.add({ effect, times: 1 })
      const failure = (await thrownBy(sandbox.client.call('createBooking', order))) as Failure
      expect(failure).toMatchObject({
        kind: 'unreachable',
        code: 'unreachable',
        details: { idempotency_key: 'order-1', may_have_happened: true },
        cause: { code: 'ECONNRESET' },
      })
      expect(failure.message).toMatch(
        effect === 'cut'
          ? /broke off in the middle of its answer$/
          : /closed the connection without an answer$/,
      )
      expect(await made(sandbox)).toHaveLength(before + done)
      const again = await sandbox.client.call('createBooking', order)
      expect(again.headers['x-idempotent-replayed']).toBe(done === 1 ? 'true' : undefined)
      expect(await made(sandbox)).toHaveLength(before + 1)
    },
  )

  test.each(['drop_before', 'drop_after'] as const)('fetch fails for %s', async effect => {
    await sandbox.faults.add({ effect, times: 1 })
    const error = await thrownBy(send(sandbox))
    expect(error).toBeInstanceOf(TypeError)
    expect([error.message, error.cause]).toEqual([
      'fetch failed',
      expect.objectContaining({ code: 'ECONNRESET' }),
    ])
    expect((await send(sandbox)).headers.get('x-idempotent-replayed')).toBe(
      effect === 'drop_after' ? 'true' : null,
    )
  })

  test('fetch gives an answer whose body breaks off for cut', async () => {
    await sandbox.faults.add({ effect: 'cut', times: 1 })
    const answer = await send(sandbox)
    expect([answer.status, answer.headers.get('x-sandbox-fault')]).toEqual([201, 'flt_1'])
    const error = await thrownBy(answer.json())
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toBe('terminated')
  })

  test('errors and pages of a gateway are answers', async () => {
    await sandbox.faults.add({ effect: 'error', code: 'rate_limited', operation: 'getTenant', times: 1 })
    await sandbox.faults.add({ effect: 'gateway', status: 502, operation: 'getTenant', times: 1 })
    await expect(sandbox.client.call('getTenant')).rejects.toMatchObject({
      kind: 'rate_limited',
      code: 'rate_limited',
      message: expect.stringContaining('flt_1'),
    })
    const page = await sandbox.fetch('/v2/tenant')
    expect([page.status, page.headers.get('content-type')]).toEqual([
      502,
      expect.stringMatching(/^text\/html/),
    ])
    expect(await page.text()).toContain('502 Bad Gateway')
    expect((await sandbox.client.call('getTenant')).status).toBe(200)
  })

  test('are removed one by one, or all, and by a reset', async () => {
    const first = await sandbox.faults.add({ effect: 'drop_before' })
    const second = await sandbox.faults.add({ effect: 'cut' })
    expect(await sandbox.faults.remove(first)).toEqual(first)
    await expect(sandbox.faults.remove(first.id)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('There is no fault flt_1'),
      hint: expect.stringContaining('sandbox faults list'),
    })
    expect(await sandbox.faults.list()).toEqual([second])
    await sandbox.faults.add({ effect: 'drop_before' })
    expect(await sandbox.faults.clear()).toBe(2)
    expect(await sandbox.faults.list()).toEqual([])
    await sandbox.faults.add({ effect: 'drop_before' })
    await sandbox.reset()
    expect(await sandbox.faults.list()).toEqual([])
    expect((await sandbox.fetch('/v2/tenant')).status).toBe(200)
  })

  test.each(['', '.', '..', 'a/b', '?', '../faults'])('the id %j removes nothing', async id => {
    const fault = await sandbox.faults.add({ effect: 'cut' })
    await expect(sandbox.faults.remove(id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await sandbox.faults.list()).toEqual([fault])
  })

  test('go into a fork, and are its own from then on', async () => {
    const fault = await sandbox.faults.add({ effect: 'drop_before', operation: 'getTenant', times: 1 })
    await using fork = await sandbox.fork()
    expect(await fork.faults.list()).toEqual([fault])
    await expect(fork.fetch('/v2/tenant')).rejects.toThrow('fetch failed')
    expect((await fork.faults.list())[0]?.spent).toBe(true)
    expect(await sandbox.faults.list()).toEqual([fault])
    await sandbox.faults.clear()
    expect(await fork.faults.list()).toHaveLength(1)
  })
})

test('a failure is the same in this process and over the network', async () => {
  const failures = await Promise.all(
    [inside, connected].map(async parent => {
      await using sandbox = await parent.fork()
      await sandbox.faults.add({ effect: 'drop_after' })
      const { kind, code, message, hint, details, cause } = (await thrownBy(
        sandbox.client.call('createBooking', order),
      )) as Failure
      const { message: what, code: errno } = cause as Error & { code: string }
      const told = `${message} ${hint}`.replaceAll(new URL(sandbox.baseUrl).host, 'HOST')
      return { kind, code, told, details, errno, what }
    }),
  )
  expect(failures[0]?.told).toContain('`ideadunes sandbox faults list`')
  expect(failures[0]?.what).toBe('socket hang up')
  const [here, there] = failures.map(({ what: _, ...rest }) => rest)
  expect(here).toEqual(there)
})
