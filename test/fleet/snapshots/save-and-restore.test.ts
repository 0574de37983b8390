import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { flush, flushAll } from '../../../emulator/sandbox/flush.ts'
import { clientSecretOf } from '../../../emulator/store/ids.ts'
import type { Database } from '../../../emulator/store/schema.ts'
import { writeSetting } from '../../../emulator/store/settings.ts'
import { testNow } from '../../world/sandbox.ts'
import { places, type SnapshotWorld, snapshotWorld } from './snapshot-world.ts'

const later = '2026-04-16T04:00:00Z'

describe.each(places)('a snapshot in %s', place => {
  let world: SnapshotWorld
  beforeEach(async () => {
    world = await snapshotWorld(place)
  })
  afterEach(async () => {
    await world.close()
    expect(world.bugs).toEqual([])
  })

  const save = (name: string, force?: boolean) =>
    world.control('POST', '/snapshots', { body: { name, ...(force !== undefined && { force }) } })
  const restore = (name: string) => world.control('POST', `/snapshots/${name}/restore`)

  test('says what it is', async () => {
    const saved = await save('base')
    expect([saved.status, saved.json]).toEqual([
      201,
      {
        name: 'base',
        saved_at: expect.stringMatching(/^\d{4}-.*Z$/),
        sandbox: 'main',
        clock: { mode: 'frozen', now: '2026-04-15T09:42:11Z' },
        size_bytes: expect.any(Number),
        version: '1.2.3',
        schema_version: expect.any(Number),
        problem: null,
      },
    ])
    await save('a-first')
    const { data } = (await world.control('GET', '/snapshots')).json
    expect(data.map(({ name }: { name: string }) => name)).toEqual(['a-first', 'base'])
    expect(data[1]).toEqual(saved.json)
  })

  /** Everything that a sandbox may be asked, with answers that depend on rows, ids, clock and records. */
  async function goOn() {
    const texts: string[] = []
    const note = ({ status, text, headers }: Awaited<ReturnType<SnapshotWorld['send']>>) =>
      texts.push(withoutRequestIds(`${status} ${headers['x-idempotent-replayed'] ?? ''} ${text}`))
    note(await world.book('2026-04-20T05:00:00Z', { idempotencyKey: 'before' }))
    note(await world.book('2026-04-20T06:00:00Z', { idempotencyKey: 'after' }))
    note(await world.send('GET', '/v2/bookings?limit=100'))
    note(await world.send('POST', '/v2/customers', { body: { name: 'Zoë' } }))
    note(await world.control('POST', '/clock/advance', { body: { to: later } }))
    note(await world.book('2026-04-21T06:00:00Z'))
    note(await world.control('POST', '/clock/advance', { body: { until: 'settled' } }))
    const rows = await rowsOf(world)
    return { texts, rows }
  }

  test('goes on as the sandbox would have gone on', async () => {
    await world.book('2026-04-20T05:00:00Z', { idempotencyKey: 'before' })
    await world.send('GET', '/v2/bookings/bk_nowhere')
    await world.send('PATCH', '/v2/tenant', { body: { metadata: { a: 'b' } } })
    expect((await save('base')).status).toBe(201)
    const atSave = await rowsOf(world)
    const first = await goOn()
    const restored = await restore('base')
    expect([restored.status, restored.json]).toMatchObject([
      200,
      { snapshot: { name: 'base' }, clock: { mode: 'frozen', now: '2026-04-15T09:42:11Z' } },
    ])
    expect(await rowsOf(world)).toEqual(atSave)
    expect(await goOn()).toEqual(first)
    expect(first.texts[0]).toMatch(/^201 true /)
  })

  test('draws ids and secrets from the seed that came with it', async () => {
    const { sandbox } = world.fleet.main
    await sandbox.store.write(trx => writeSetting(trx, 'seed', 'another'))
    await save('seeded')
    await world.control('POST', '/reset')
    await world.control('POST', '/clock/freeze', { body: { at: testNow } })
    const first = (await world.book('2026-04-20T05:00:00Z')).json
    expect(sandbox.seed).not.toBe('another')
    await restore('seeded')
    expect(sandbox.seed).toBe('another')
    const second = (await world.book('2026-04-20T05:00:00Z')).json
    expect(second.id).not.toBe(first.id)
    expect(second.client_secret).toBe(clientSecretOf('another', 'tnt_clinic', second.id))
    await world.control('POST', '/reset')
    await world.control('POST', '/clock/freeze', { body: { at: testNow } })
    expect((await world.book('2026-04-20T05:00:00Z')).json).toEqual(first)
  })

  test('has the log of requests as it was, whatever was answered up to its restore', async () => {
    const logged = async () =>
      (await world.control('GET', '/requests')).json.data.map(({ path }: { path: string }) => path)
    await world.send('GET', '/v2/tenant')
    await save('base')
    await Promise.all([
      restore('base'),
      ...['a', 'b', 'c'].map(id => world.send('GET', `/v2/bookings/${id}`)),
    ])
    await world.send('GET', '/v2/bookings/d')
    const { main, snapshots } = world.fleet
    const restoring = snapshots.restore(main, 'base')
    for (let turn = 0; turn < 3; turn++) await new Promise(resolve => setImmediate(resolve))
    // In the middle of it; what was answered before it belongs to the data before it.
    await Promise.all([flush(main.sandbox), restoring])
    expect(await logged()).toEqual(['/v2/tenant'])
    await world.send('GET', '/v2/services')
    expect(await logged()).toEqual(['/v2/tenant', '/v2/services'])
  })

  test('goes on after a restart, too', async () => {
    if (place === ':memory:') return
    await world.book('2026-04-20T05:00:00Z')
    await save('base')
    const first = await goOn()
    await restore('base')
    await world.restart()
    expect(await goOn()).toEqual(first)
  })

  test('brings back how full the rate buckets were, and counts no time that passed since', async () => {
    const setPlan = { body: { plan: '1/10/100' } }
    await world.control('POST', '/tenants/tnt_clinic/plan', setPlan)
    const spend = async () => (await world.send('GET', '/v2/tenant')).status
    expect(await spend()).toBe(200)
    await save('base')
    expect([await spend(), await spend()]).toEqual([200, 429])
    await world.control('POST', '/tenants/tnt_clinic/plan', { body: { plan: 'unlimited' } })
    expect(await spend()).toBe(200)
    await restore('base')
    expect([await spend(), await spend()]).toEqual([200, 429])
  })

  test('brings back neither keys nor forks', async () => {
    await save('base')
    const { key } = (await world.control('POST', '/keys', { body: {} })).json
    const fork = (await world.control('POST', '/forks', { body: { name: 'x' } })).json
    await restore('base')
    expect((await world.send('GET', '/v2/tenant', { key })).status).toBe(200)
    expect((await world.send('GET', '/v2/tenant', { key: fork.keys.secret })).status).toBe(200)
    expect((await world.control('GET', '/sandboxes')).json.data).toHaveLength(2)
  })

  test.each([false, true])('is saved from a fork, and restored into one (kept: %s)', async keep => {
    if (keep && place === ':memory:') return
    const fork = (await world.control('POST', '/forks', { body: { name: 'x', keep } })).json
    const inFork = { headers: { 'x-sandbox': 'x' } }
    await world.book('2026-04-20T05:00:00Z', { key: fork.keys.secret })
    const saved = await world.control('POST', '/snapshots', { body: { name: 'forked' }, ...inFork })
    expect(saved.json).toMatchObject({ name: 'forked', sandbox: fork.id })
    const count = async (key?: string) =>
      (await world.send('GET', '/v2/bookings', { ...(key !== undefined && { key }) })).json.data.length
    const [main, forked] = [await count(), await count(fork.keys.secret)]
    expect(forked).toBe(main + 1)
    await world.control('POST', '/reset', inFork)
    expect(await count(fork.keys.secret)).toBe(main)
    await world.control('POST', '/snapshots/forked/restore', inFork)
    expect([await count(), await count(fork.keys.secret)]).toEqual([main, main + 1])
    await restore('forked')
    expect(await count()).toBe(main + 1)
  })

  test.each([false, true])('is what a fork begins with (kept: %s)', async keep => {
    if (keep && place === ':memory:') return
    await world.book('2026-04-20T05:00:00Z', { idempotencyKey: 'before' })
    await save('base')
    await world.control('POST', '/reset')
    const made = await world.control('POST', '/forks', { body: { name: 'x', keep, from_snapshot: 'base' } })
    expect([made.status, made.json.kept]).toEqual([201, keep])
    const { secret } = made.json.keys
    const list = await world.send('GET', '/v2/bookings?limit=100', { key: secret })
    expect(list.json.data.map(({ start_at }: { start_at: string }) => start_at)).toContain(
      '2026-04-20T05:00:00Z',
    )
    const inFork = { headers: { 'x-sandbox': 'x' } }
    expect((await world.control('GET', '/clock', inFork)).json.now).toBe('2026-04-15T09:42:11Z')
    const none = await world.control('POST', '/forks', { body: { from_snapshot: 'nope' } })
    expect([none.status, none.json.error.code]).toEqual([404, 'not_found'])
    if (!keep) return
    await world.restart()
    expect((await world.send('GET', '/v2/bookings?limit=100', { key: secret })).json).toEqual(list.json)
  })

  test('waits for an advance of the clock that runs', async () => {
    await save('base')
    await world.book('2026-04-20T05:00:00Z')
    const order: string[] = []
    const advance = world.fleet.main.clock.advance({ until: 'settled' }).then(fired => {
      order.push('advanced')
      return fired
    })
    const restored = restore('base').then(answer => {
      order.push('restored')
      return answer
    })
    expect((await advance).length).toBeGreaterThan(0)
    expect((await restored).json.clock).toMatchObject({ mode: 'frozen', now: '2026-04-15T09:42:11Z' })
    expect(order).toEqual(['advanced', 'restored'])
    expect((await world.control('GET', '/clock')).json.now).toBe('2026-04-15T09:42:11Z')
  })

  test('lets a running clock run on, and do what has become due', async () => {
    await world.control('POST', '/clock/resume', { body: { real: true } })
    const { id } = (await world.book('2026-04-20T05:00:00Z')).json
    await save('real')
    await world.control('POST', '/clock/freeze', { body: { at: later } })
    world.real.set(Date.parse('2026-04-19T12:00:00Z'))
    expect((await restore('real')).json.clock).toMatchObject({ mode: 'real', now: '2026-04-19T12:00:00Z' })
    const reminders = async () =>
      (await world.events()).filter(
        event => event.type === 'booking.reminder_due' && event.data.object.id === id,
      )
    for (let turn = 0; turn < 1_000 && (await reminders()).length === 0; turn++)
      await new Promise(resolve => setImmediate(resolve))
    expect(await reminders()).toHaveLength(1)
  })

  test('takes the place of another only by force', async () => {
    await save('base')
    await world.book('2026-04-20T05:00:00Z')
    const refused = await save('base')
    expect([refused.status, refused.json.error.details.fields]).toEqual([
      422,
      [
        {
          path: '/name',
          code: 'taken',
          message: expect.stringContaining('there is a snapshot base already'),
        },
      ],
    ])
    expect((await save('base', true)).status).toBe(201)
    await world.control('POST', '/reset')
    await restore('base')
    expect((await world.send('GET', '/v2/bookings')).text).toContain('2026-04-20T05:00:00Z')
  })

  test('is deleted', async () => {
    await save('base')
    expect((await world.control('DELETE', '/snapshots/base')).json).toMatchObject({ name: 'base' })
    for (const [method, path] of [
      ['DELETE', '/snapshots/base'],
      ['POST', '/snapshots/base/restore'],
      ['GET', '/snapshots/base/file'],
      ['GET', '/snapshots/base/diff'],
      ['GET', '/snapshots/..%2f..%2fsandbox/file'],
      ['DELETE', '/snapshots/..%2fsandbox'],
    ] as const) {
      const answer = await world.control(method, path)
      expect([path, answer.status, answer.json?.error.code]).toEqual([path, 404, 'not_found'])
    }
    expect((await world.control('GET', '/snapshots')).json).toEqual({ data: [] })
  })

  test.each(['', '.tmp', '../x', 'a/b', 'x'.repeat(64), 'naïve'])('is not called %j', async name => {
    const { status, json } = await save(name)
    expect([status, json.error.details.fields[0].path]).toEqual([422, '/name'])
  })

  test('opens to nobody without the token', async () => {
    await save('base')
    for (const [method, path] of [
      ['GET', '/snapshots'],
      ['POST', '/snapshots'],
      ['DELETE', '/snapshots/base'],
      ['POST', '/snapshots/base/restore'],
      ['GET', '/snapshots/base/diff'],
      ['GET', '/snapshots/base/file'],
      ['POST', '/snapshots/import'],
    ] as const) {
      expect((await world.control(method, path, { key: 'secret' })).status).toBe(401)
      const page = await world.control(method, path, { headers: { origin: 'http://localhost:3000' } })
      expect(page.status).toBe(403)
    }
  })
})

/** All rows, but for what is drawn by real time: the ids of requests and what they took. */
async function rowsOf({ fleet }: SnapshotWorld): Promise<Record<string, unknown>> {
  const { store } = fleet.main.sandbox
  // Expired records go with a flush, whenever that is.
  await flushAll(fleet.main.sandbox)
  const tables = [
    ...[
      'request_log',
      'sandbox_settings',
      'id_streams',
      'tenants',
      'customers',
      'services',
      'resources',
      'exceptions',
    ],
    ...['bookings', 'occupancies', 'events', 'idempotency_records', 'due_jobs', 'locations', 'skills'],
  ] as (keyof Database)[]
  const rows = await store.read(async trx => {
    const all: [string, unknown[]][] = []
    for (const table of tables) all.push([table, await trx.selectFrom(table).selectAll().execute()])
    return all.map(([table, found]) => [table, found.map(row => ({ ...(row as object), duration_us: 0 }))])
  })
  return JSON.parse(withoutRequestIds(JSON.stringify(Object.fromEntries(rows))))
}

function withoutRequestIds(text: string): string {
  return text.replaceAll(/req_[0-9A-Z]{26}/g, 'req_')
}
