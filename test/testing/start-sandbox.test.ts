import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { Failure, type Sandbox, type StartOptions, startSandbox } from '../../emulator/testing/index.ts'
import { requireNode } from '../../emulator/testing/start-sandbox.ts'
import { temporaryFolder } from '../commands/run-cli.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { testNow } from '../world/sandbox.ts'

const frozen = { clock: testNow } as const

async function book(sandbox: Sandbox, startAt = '2026-04-20T05:00:00Z') {
  return (await sandbox.client.call('createBooking', { body: bodyAt(startAt) as never })).data
}
const bookings = async (sandbox: Sandbox) =>
  (await sandbox.client.call('listBookings', { query: { limit: 100 } })).data.data.map(({ id }) => id)

describe('a started sandbox', () => {
  test('answers with the default data, without a limit and in real time', async () => {
    await using sandbox = await startSandbox()
    expect(await bookings(sandbox)).toHaveLength(13)
    expect((await sandbox.tenants.list()).map(({ plan }) => plan)).toEqual(['unlimited', 'unlimited'])
    expect(await sandbox.clock.view()).toMatchObject({ mode: 'real' })
    expect(Math.abs((await sandbox.clock.now()).getTime() - Date.now())).toBeLessThan(60_000)
    expect(sandbox.baseUrl).toBe('http://ideadunes.localhost')
  })

  test('begins with the data, the plan, the clock and the seed that it was told', async () => {
    await using one = await startSandbox({ ...frozen, dataSet: 'reference', plan: 'free', seed: 'other' })
    expect(await bookings(one)).toEqual(['bk_01HXYW999'])
    expect((await one.tenants.list())[0]).toMatchObject({ plan: 'free', limits: { per_second: 5 } })
    expect(await one.clock.view()).toMatchObject({ mode: 'frozen', now: testNow })
    await using same = await startSandbox({ ...frozen, dataSet: 'reference', seed: 'other' })
    await using another = await startSandbox({ ...frozen, dataSet: 'reference' })
    const ids = await Promise.all([one, same, another].map(async sandbox => (await book(sandbox)).id))
    expect(ids[0]).toBe(ids[1])
    expect(ids[0]).not.toBe(ids[2])
  })

  test.each([
    [new Date('2026-04-15T09:42:11.900Z'), { mode: 'frozen', now: testNow }],
    [{ frozen: '2026-04-15T11:42:11+02:00' }, { mode: 'frozen', now: testNow }],
    ['real', { mode: 'real' }],
  ] as const)('takes %s for its clock', async (clock, view) => {
    await using sandbox = await startSandbox({ clock })
    expect(await sandbox.clock.view()).toMatchObject(view)
  })

  test('lets its clock run on from an instant, each time from there', async () => {
    for (const _ of [1, 2]) {
      await using sandbox = await startSandbox({ clock: { from: testNow } })
      expect((await sandbox.clock.view()).mode).toBe('offset')
      const passedMs = (await sandbox.clock.now()).getTime() - Date.parse(testNow)
      expect(passedMs).toBeGreaterThanOrEqual(0)
      expect(passedMs).toBeLessThan(10_000)
    }
  })

  test('shares nothing with another', async () => {
    await using one = await startSandbox(frozen)
    await using other = await startSandbox(frozen)
    const { id } = await book(one)
    expect(await bookings(one)).toContain(id)
    expect(await bookings(other)).not.toContain(id)
    await one.fork({ name: 'a' })
    await other.fork({ name: 'a' })
    const foreign = await other.fetch('/v2/bookings', {
      headers: { authorization: `Bearer ${one.keys.secret}` },
    })
    // Keys lead to their own sandbox, wherever they are sent.
    expect(((await foreign.json()) as { data: unknown[] }).data).toHaveLength(14)
  })

  test('enforces the plan that it was given', async () => {
    await using sandbox = await startSandbox({ ...frozen, plan: '1/3/100' })
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await sandbox.fetch('/v2/tenant')).status)
    expect(statuses).toEqual([200, 200, 429])
    await sandbox.tenants.setPlan('tnt_clinic', 'unlimited')
    expect((await sandbox.fetch('/v2/tenant')).status).toBe(200)
  })

  test.each([
    [{ prot: 1 }, 'prot', 'invalid_option'],
    [{ port: 70_000 }, 'port', 'invalid_option'],
    [{ dataSet: 'huge' }, 'dataSet', 'invalid_option'],
    [{ seed: '' }, 'seed', 'invalid_option'],
    [{ clock: '9990-01-01T00:00:00Z' }, 'clock', 'invalid_option'],
    [{ clock: 'tomorrow' }, 'clock', 'invalid_instant'],
    [{ clock: new Date(Number.NaN) }, 'clock', 'invalid_instant'],
    [{ clock: { frozen: '2026-04-15' } }, 'clock', 'invalid_instant'],
    [{ plan: 'gold' }, 'plan', 'unknown_plan'],
  ])('is refused for %j', async (options, field, code) => {
    const refused = await startSandbox(options as StartOptions).catch(error => error)
    expect(refused).toBeInstanceOf(Failure)
    expect(refused).toMatchObject({ kind: 'usage', code, field, hint: expect.any(String) })
  })

  test('needs a Node that the database runs on', () => {
    expect(() => requireNode('20.19.1')).toThrow('startSandbox needs Node 22 or newer, this is 20.19.1')
    expect(() => requireNode('22.0.0')).not.toThrow()
  })
})

describe('a fork', () => {
  test('has the data, the clock and the plan of its parent, and shares nothing from then on', async () => {
    await using parent = await startSandbox({ ...frozen, plan: 'free' })
    const before = await book(parent)
    await parent.clock.set('2026-04-16T00:00:00Z')
    await parent.tenants.setPlan('tnt_clinic', 'starter')
    await using fork = await parent.fork()
    expect(await bookings(fork)).toContain(before.id)
    expect(await fork.clock.view()).toEqual(await parent.clock.view())
    expect((await fork.tenants.list())[0]).toMatchObject({ plan: 'starter' })
    expect(fork.keys.secret).not.toBe(parent.keys.secret)
    const after = await book(fork, '2026-04-20T06:00:00Z')
    expect(await bookings(parent)).not.toContain(after.id)
    await fork.clock.advance('1d')
    expect((await parent.clock.now()).toISOString()).toBe('2026-04-16T00:00:00.000Z')
  })

  test('may be forked again, and has a name of its own', async () => {
    await using parent = await startSandbox(frozen)
    await using fork = await parent.fork({ name: 'a' })
    await using second = await fork.fork({ name: 'b' })
    expect(await bookings(second)).toHaveLength(13)
    await expect(second.fork({ name: 'a' })).rejects.toMatchObject({ code: 'validation_failed' })
  })

  test('ends with its block, alone', async () => {
    await using parent = await startSandbox(frozen)
    let ended: Sandbox
    {
      await using fork = await parent.fork()
      ended = fork
    }
    await expect(ended.clock.now()).rejects.toMatchObject({ code: 'sandbox_closed' })
    const answer = await parent.fetch('/v2/tenant', {
      headers: { authorization: `Bearer ${ended.keys.secret}` },
    })
    expect(answer.status).toBe(401)
    expect((await parent.fetch('/v2/tenant')).status).toBe(200)
  })

  test('gives the same ids for the same requests', async () => {
    await using parent = await startSandbox(frozen)
    await using one = await parent.fork()
    await using other = await parent.fork()
    expect(await book(one)).toEqual(await book(other))
  })
})

describe('a reset', () => {
  test('goes back to how the sandbox was started; keys stay', async () => {
    await using sandbox = await startSandbox({ ...frozen, dataSet: 'reference', plan: 'free', seed: 'mine' })
    const before = [await sandbox.clock.view(), await sandbox.tenants.list(), await bookings(sandbox)]
    const key = await sandbox.keys.create()
    const first = await book(sandbox)
    await sandbox.clock.advance({ days: 3 })
    await sandbox.tenants.create({ name: 'Another' })
    await sandbox.tenants.setPlan('tnt_clinic', 'scale')
    await sandbox.reset()
    expect([await sandbox.clock.view(), await sandbox.tenants.list(), await bookings(sandbox)]).toEqual(
      before,
    )
    expect((await sandbox.createClient({ apiKey: key.key }).call('getTenant')).status).toBe(200)
    expect(await book(sandbox)).toEqual(first)
  })

  test('of a fork goes back to how its parent was started', async () => {
    await using parent = await startSandbox(frozen)
    const first = await book(parent)
    await using fork = await parent.fork()
    await fork.reset()
    expect(await bookings(fork)).not.toContain(first.id)
    expect(await book(fork)).toEqual(first)
    expect(await fork.clock.view()).toMatchObject({ mode: 'frozen', now: testNow })
  })
})

describe('the end', () => {
  test('comes once, however often it is asked for, and takes the forks along', async () => {
    const sandbox = await startSandbox(frozen)
    const fork = await sandbox.fork()
    await Promise.all([sandbox.close(), sandbox.close()])
    await sandbox[Symbol.asyncDispose]()
    await fork.close()
    for (const use of [
      () => sandbox.fetch('/v2/tenant'),
      () => sandbox.client.call('getTenant'),
      () => sandbox.fork(),
      () => sandbox.events.list(),
      () => fork.fetch('/v2/tenant'),
    ]) {
      await expect(use()).rejects.toMatchObject({
        kind: 'usage',
        code: 'sandbox_closed',
        message: 'This sandbox was closed; nothing can be sent to it',
      })
    }
  })

  test('waits for what is being answered, and ends what waits', async () => {
    const sandbox = await startSandbox(frozen)
    const booking = book(sandbox)
    const waiting = sandbox.events.waitFor('booking.declined', { timeoutMs: 60_000 }).catch(error => error)
    await sandbox.close()
    expect((await booking).status).toBe('confirmed')
    expect(await waiting).toMatchObject({ code: 'sandbox_closed' })
  })
})

describe('on a port', () => {
  test('it listens there too, for any client, with the default keys; forks are behind the same port', async () => {
    await using sandbox = await startSandbox({ ...frozen, port: 0 })
    expect(sandbox.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(sandbox.keys.secret).toBe('sk_test_4eC39HqLyjWDarjtT1zdp7dc')
    await using fork = await sandbox.fork()
    const { id } = await book(fork)
    const ask = async (key: string) => {
      const headers = { authorization: `Bearer ${key}`, connection: 'close' }
      return (await fetch(`${sandbox.baseUrl}/v2/bookings/${id}`, { headers })).status
    }
    expect([await ask(fork.keys.secret), await ask(sandbox.keys.secret)]).toEqual([200, 404])
  })

  test('that is taken it does not start', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => taken.once('listening', resolve))
    const { port } = taken.address() as { port: number }
    await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'port_in_use', field: 'port' })
    taken.close()
  })
})

test('in a folder it goes on where it was', async () => {
  using folder = temporaryFolder()
  const options = { data: folder.path, clock: testNow, dataSet: 'reference' } as const
  const first = await startSandbox(options)
  const { id } = await book(first)
  await expect(startSandbox(options)).rejects.toMatchObject({ code: 'data_in_use' })
  await first.close()
  await using second = await startSandbox(options)
  expect(await bookings(second)).toContain(id)
  expect(await second.clock.view()).toMatchObject({ mode: 'frozen', now: testNow })
})
