import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { setPlan } from '../../emulator/store/tenants.ts'
import { parsePlan } from '../../src/contract/plans.ts'
import type { ForkMade } from '../../src/control/sandbox-control.ts'
import { temporaryFolder } from '../commands/run-cli.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { testNow } from '../world/sandbox.ts'
import { type ControlledSandbox, controlledSandbox } from './controlled-sandbox.ts'

const noon = '2026-04-20T05:00:00Z'
const later = '2026-04-20T06:00:00Z'

let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox()
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const forkOf = async (body: object = {}, of = sandbox): Promise<ForkMade> => {
  const answer = await of.control('POST', '/forks', { body })
  expect(answer.status).toBe(201)
  return answer.json
}
const book = (key: string, start: string, of = sandbox) =>
  of.send('POST', '/v2/bookings', { key, body: bodyAt(start) })
const idsOf = async (key: string, of = sandbox): Promise<string[]> =>
  (await of.send('GET', '/v2/bookings?limit=100', { key })).json.data.map(({ id }: { id: string }) => id)
const inFork = (fork: { readonly id: string }) => ({ headers: { 'x-sandbox': fork.id } })
const listed = async (of = sandbox) =>
  (await of.control('GET', '/sandboxes')).json.data.map(({ id }: { id: string }) => id)

describe('a fork', () => {
  test('is told with its keys, once, and listed without them', async () => {
    const made = await forkOf({ name: 'feature-x', expires_in_seconds: 60 })
    expect(made).toMatchObject({ name: 'feature-x', kept: false, data: ':memory:' })
    expect(made.id).toMatch(/^fork_[0-9a-f]{12}$/)
    expect(made.keys.secret).toMatch(/^sk_test_[0-9A-Za-z]{24}$/)
    expect(made.keys.publishable).toMatch(/^pk_test_[0-9A-Za-z]{24}$/)
    expect(Date.parse(made.expires_at ?? '') - Date.parse(made.created_at)).toBe(60_000)
    const list = (await sandbox.control('GET', '/sandboxes')).text
    expect(JSON.parse(list).data.map(({ name }: { name: string }) => name)).toEqual([null, 'feature-x'])
    for (const key of Object.values(made.keys)) expect(list).not.toContain(key)
  })

  test('has the rows of the sandbox as they are, and shares none from then on', async () => {
    await book('secret', noon)
    const { keys } = await forkOf()
    expect(await idsOf(keys.secret)).toEqual(await idsOf('secret'))
    const [here, there] = [await book('secret', later), await book(keys.secret, later)]
    expect([here.status, there.status]).toEqual([201, 201])
    // The same next id in both worlds: the counters were copied too.
    expect(there.json.id).toBe(here.json.id)
    await sandbox.send('POST', '/v2/customers', { key: keys.secret, body: { name: 'Only here' } })
    const named = (await sandbox.send('GET', '/v2/customers?query=only%20here')).json
    expect(named.data).toEqual([])
  })

  test('goes on by a clock of its own, and fires its own jobs', async () => {
    await sandbox.control('POST', '/clock/freeze')
    await book('secret', noon)
    const fork = await forkOf()
    const moved = await sandbox.control('POST', '/clock/advance', {
      body: { until: 'next' },
      ...inFork(fork),
    })
    expect(moved.json).toMatchObject({
      clock: { mode: 'frozen', now: '2026-04-19T05:00:00Z' },
      fired: [{ kind: 'booking.reminder' }],
    })
    expect((await sandbox.control('GET', '/clock')).json).toMatchObject({ now: testNow })
    expect(await sandbox.eventTypes()).not.toContain('booking.reminder_due')
    const other = await sandbox.control('POST', '/clock/advance', { body: { until: 'next' } })
    expect(other.json.fired).toHaveLength(1)
  })

  test('has the levels of the limits as they are, and shares none from then on', async () => {
    const plan = parsePlan('1/3/1000')
    if (plan === null) throw new Error('no plan')
    await sandbox.sandbox.store.write(trx => setPlan(trx, plan))
    sandbox.sandbox.forgetTenants()
    const ask = async (key: string) => (await sandbox.send('GET', '/v2/tenant', { key })).status
    expect([await ask('secret'), await ask('secret'), await ask('secret')]).toEqual([200, 200, 429])
    const { keys } = await forkOf()
    expect(await ask(keys.secret)).toBe(429)
    sandbox.real.set(sandbox.real.now() + 1_000)
    expect([await ask(keys.secret), await ask(keys.secret)]).toEqual([200, 429])
    expect(await ask('secret')).toBe(200)
  })

  test('is reached by its keys alone: each scope, each its own', async () => {
    const [one, other] = [await forkOf(), await forkOf()]
    const { id } = (await book(one.keys.secret, noon)).json
    const get = async (key: string) => (await sandbox.send('GET', `/v2/bookings/${id}`, { key })).status
    expect([await get(one.keys.secret), await get(other.keys.secret), await get('secret')]).toEqual([
      200, 404, 404,
    ])
    const list = (key: string) => sandbox.send('GET', '/v2/bookings', { key })
    expect((await list(one.keys.publishable)).json.error.code).toBe('insufficient_scope')
  })

  test('is reset and read by itself', async () => {
    const fork = await forkOf({ name: 'reset-me' })
    await book('secret', noon)
    await book(fork.keys.secret, later)
    await sandbox.control('POST', '/reset', { headers: { 'x-sandbox': 'reset-me' } })
    expect(await idsOf(fork.keys.secret)).toHaveLength(13)
    expect(await idsOf('secret')).toHaveLength(14)
    const log = async (of?: object) => (await sandbox.control('GET', '/requests', of)).json.data.length
    // The list above, and what was logged before the copy; the reset deleted the rest.
    expect(await log(inFork(fork))).toBeLessThan(await log())
  })

  test('can be forked itself', async () => {
    const fork = await forkOf()
    const { id } = (await book(fork.keys.secret, noon)).json
    const answer = await sandbox.control('POST', '/forks', inFork(fork))
    expect(await idsOf(answer.json.keys.secret)).toContain(id)
    expect(await idsOf('secret')).not.toContain(id)
  })

  test('made while others write has whole transactions', async () => {
    const writing = writeCustomers(sandbox)
    const found: number[] = []
    while (!writing.done()) {
      const { customers, events, records } = await countsIn(sandbox, (await forkOf()).keys.secret)
      expect([events, records]).toEqual([customers, customers])
      found.push(customers)
    }
    await writing.end
    // Some in the middle of it, or this test would say nothing.
    expect(found.some(count => count > 0 && count < 40)).toBe(true)
  })
})

describe.each([false, true])('kept: %s, a fork', keep => {
  test('waits for a transaction that is open, and has all of it', async () => {
    using folder = temporaryFolder()
    const own = await controlledSandbox([], { data: join(folder.path, 'data') })
    const gate = Promise.withResolvers<void>()
    const writing = own.sandbox.store.write(async trx => {
      await trx.updateTable('tenants').set({ name: 'New' }).where('id', '=', 'tnt_clinic').execute()
      await gate.promise
      await trx.updateTable('tenants').set({ name: 'New' }).where('id', '=', 'tnt_ideadunes').execute()
    })
    const forking = forkOf({ keep }, own)
    // Long enough for a fork that does not wait.
    for (let turns = 0; turns < 100; turns++) await setImmediate()
    gate.resolve()
    await writing
    const { store } = sandboxOf((await forking).keys.secret, own)
    const names = await store.read(trx => trx.selectFrom('tenants').select('name').execute())
    expect(names).toEqual([{ name: 'New' }, { name: 'New' }])
    await own.close()
  })
})

describe('a name', () => {
  test.each(['feature-x', 'main'])('is had by one only: %s', async name => {
    if (name !== 'main') await forkOf({ name })
    const refused = await sandbox.control('POST', '/forks', { body: { name } })
    expect([refused.status, refused.json.error.details.fields]).toEqual([
      422,
      [{ path: '/name', code: 'taken', message: `is taken: another sandbox is called ${name}` }],
    ])
  })

  test('is had by one only, also when two ask at once, and by another when that is gone', async () => {
    const asked = await Promise.all(
      [1, 2].map(() => sandbox.control('POST', '/forks', { body: { name: 'x' } })),
    )
    expect(asked.map(({ status }) => status).toSorted()).toEqual([201, 422])
    await sandbox.control('DELETE', '/forks/x')
    await forkOf({ name: 'x' })
    const id = (await forkOf()).id
    expect((await sandbox.control('POST', '/forks', { body: { name: id } })).status).toBe(422)
  })

  test.each([
    [{ name: '' }, '/name'],
    [{ name: 'two words' }, '/name'],
    [{ name: '../up' }, '/name'],
    [{ expires_in_seconds: 0 }, '/expires_in_seconds'],
    [{ expires_in_seconds: 1.5 }, '/expires_in_seconds'],
    [{ keep: 'yes' }, '/keep'],
    [{ colour: 'red' }, '/colour'],
    [{ keep: true }, '/keep'],
  ])('and all else is checked: %j', async (body, path) => {
    const { status, json } = await sandbox.control('POST', '/forks', { body })
    expect([status, json.error.details.fields[0].path]).toEqual([422, path])
    expect(await listed()).toEqual(['main'])
  })
})

describe('the end of a fork', () => {
  test.each(['id', 'name'] as const)('by its %s takes its keys; the others stay', async by => {
    const [fork, other] = [await forkOf({ name: 'gone' }), await forkOf()]
    const answer = await sandbox.control('DELETE', `/forks/${fork[by]}`)
    expect([answer.status, answer.json]).toMatchObject([200, { id: fork.id, name: 'gone' }])
    expect(JSON.stringify(answer.json)).not.toContain('sk_test_')
    for (const key of Object.values(fork.keys)) {
      const refused = await sandbox.send('GET', '/v2/services', { key })
      expect([refused.status, refused.json.error.code]).toEqual([401, 'invalid_api_key'])
    }
    expect(await listed()).toEqual(['main', other.id])
    expect(await idsOf(other.keys.secret)).toHaveLength(13)
    expect((await sandbox.control('DELETE', `/forks/${fork.id}`)).status).toBe(404)
  })

  test('is not that of the sandbox itself', async () => {
    const answer = await sandbox.control('DELETE', '/forks/main')
    expect([answer.status, answer.json.error.details.fields[0].code]).toEqual([422, 'not_possible'])
  })

  test.each(['GET /status', 'GET /clock', 'POST /reset', 'GET /requests', 'POST /forks'])(
    'and one that never was are unknown to %s',
    async asked => {
      const [method = '', path = ''] = asked.split(' ')
      const fork = await forkOf()
      await sandbox.control('DELETE', `/forks/${fork.id}`)
      for (const name of [fork.id, 'nobody']) {
        const { status, json } = await sandbox.control(method, path, { headers: { 'x-sandbox': name } })
        expect([status, json.error.code]).toEqual([404, 'not_found'])
        expect(json.error.message).toContain(name)
      }
    },
  )
})

describe('a kept fork', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let data: string
  beforeEach(() => {
    folder = temporaryFolder()
    data = join(folder.path, 'data')
  })
  afterEach(() => folder[Symbol.dispose]())

  test('is there after a restart with rows, clock, name and keys; one in memory is not', async () => {
    const first = await controlledSandbox([], { data })
    const [kept, other] = [await forkOf({ name: 'kept', keep: true }, first), await forkOf({}, first)]
    expect(kept).toMatchObject({ kept: true, data: join(data, 'forks', `${kept.id}.db`) })
    expect(statSync(join(data, 'forks')).mode & 0o777).toBe(0o700)
    const { id } = (await book(kept.keys.secret, noon, first)).json
    await first.control('POST', '/clock/freeze', { body: { at: later }, ...inFork(kept) })
    await first.close()
    const second = await controlledSandbox([], { data })
    expect(await listed(second)).toEqual(['main', kept.id])
    expect(await idsOf(kept.keys.secret, second)).toContain(id)
    expect(await idsOf('secret', second)).not.toContain(id)
    expect((await second.control('GET', '/clock', { headers: { 'x-sandbox': 'kept' } })).json.now).toBe(later)
    expect((await second.send('GET', '/v2/services', { key: other.keys.secret })).status).toBe(401)
    await second.close()
    expect([first.bugs, second.bugs]).toEqual([[], []])
  })

  test('that is discarded leaves no file and no key, also after a restart', async () => {
    const first = await controlledSandbox([], { data })
    const kept = await forkOf({ keep: true }, first)
    await book(kept.keys.secret, noon, first)
    await first.control('DELETE', `/forks/${kept.id}`)
    expect(readdirSync(join(data, 'forks'))).toEqual([])
    expect(existsSync(join(data, 'sandbox.db'))).toBe(true)
    await first.close()
    const second = await controlledSandbox([], { data })
    expect(await listed(second)).toEqual(['main'])
    expect((await second.send('GET', '/v2/services', { key: kept.keys.secret })).status).toBe(401)
    await second.close()
  })
})

/** How many customers of these tests there are, and what a transaction writes beside each. */
async function countsIn(of: ControlledSandbox, key: string) {
  return await sandboxOf(key, of).store.read(async trx => {
    const customers = await trx
      .selectFrom('customers')
      .where('name', 'like', 'Customer %')
      .select('id')
      .execute()
    const events = await trx
      .selectFrom('events')
      .where('type', '=', 'customer.created')
      .select('id')
      .execute()
    const records = await trx.selectFrom('idempotency_records').select('idempotency_key').execute()
    return { customers: customers.length, events: events.length, records: records.length }
  })
}

/** Four who make ten customers each, one after the other. */
function writeCustomers(of: ControlledSandbox) {
  let left = 4
  const end = Promise.all(
    Array.from({ length: 4 }, async (_, writer) => {
      for (let at = 0; at < 10; at++) {
        const body = { name: `Customer ${writer}-${at}` }
        const idempotencyKey = `k${writer}-${at}`
        expect((await of.send('POST', '/v2/customers', { body, idempotencyKey })).status).toBe(201)
      }
      left -= 1
    }),
  )
  return { end, done: () => left === 0 }
}

function sandboxOf(key: string, of: ControlledSandbox) {
  const found = of.keyRing.findKey(key)
  if (found === undefined) throw new Error('no such key')
  return found.sandbox
}
