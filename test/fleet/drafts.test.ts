import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { type ClientRequest, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ClockStopped } from '../../emulator/clock/jobs/change-queue.ts'
import { loadDataSet } from '../../emulator/seed/data-sets.ts'
import type { SeedFile } from '../../emulator/seed/file/seed-file.ts'
import { readRunState } from '../../emulator/seed/open-sandbox.ts'
import { insertCustomer } from '../../emulator/store/customers.ts'
import { customerRow } from '../store/rows.ts'
import { places, type SnapshotWorld, snapshotWorld } from './snapshots/snapshot-world.ts'

const token = 'ctl_of_this_test'
const draft = /^\.draft-/

let world: SnapshotWorld

const main = () => world.fleet.main
const clinic = (size: number) => loadDataSet({ dataSet: 'clinic', size })
const seed = async (size: number, options: { replaces?: boolean; ended?: AbortSignal } = {}) =>
  await main().seed(await clinic(size), { replaces: true, ...options })
const bookings = () => main().sandbox.store.read(trx => trx.selectFrom('bookings').select('id').execute())
const ids = async () => (await bookings()).map(({ id }) => id).sort()
/** Waits until bookings are being written. */
const underWay = async () => {
  while (!((main().progress?.done ?? 0) > 0)) await new Promise(resolve => setImmediate(resolve))
}
const drafts = () =>
  (existsSync(world.data) ? readdirSync(world.data, { recursive: true, encoding: 'utf8' }) : []).filter(
    name => draft.test(name.split('/').at(-1) ?? ''),
  )

describe.each(places)('a draft in %s', place => {
  beforeEach(async () => {
    world = await snapshotWorld(place)
  })
  afterEach(async () => {
    await world.close()
    expect(world.bugs).toEqual([])
  })
  const noDraftIsLeft = () => {
    if (place === 'a folder') expect(drafts()).toEqual([])
  }

  test('lets everybody go on in the old world until all is ready', async () => {
    let isDone = false
    const seeding = seed(3_000).then(seeded => {
      isDone = true
      return seeded
    })
    await underWay()
    const booked = await world.book('2026-04-20T05:00:00Z')
    const found = await world.send('GET', `/v2/bookings/${booked.json.id}`)
    expect([booked.status, found.status, isDone]).toEqual([201, 200, false])
    const { created } = await seeding
    expect((await world.send('GET', `/v2/bookings/${booked.json.id}`)).status).toBe(404)
    expect((await bookings()).length).toBe(created.bookings)
    noDraftIsLeft()
  })

  test('who writes at the swap writes into the new world, and draws from its seed', async () => {
    const seeds: string[] = []
    const { database, sandbox } = main()
    await sandbox.store.write(trx =>
      trx.updateTable('sandbox_settings').set({ value: 'old' }).where('name', '=', 'seed').execute(),
    )
    sandbox.useSeed('old')
    const { replaceWith } = database
    let waiting: Promise<unknown> = Promise.resolve()
    Object.assign(database, {
      replaceWith: (...parts: Parameters<typeof replaceWith>) => {
        const swapped = replaceWith(...parts)
        waiting = sandbox.store.write(async trx => {
          seeds.push(sandbox.seed, (await readRunState(trx)).seed)
          await trx.updateTable('tenants').set({ name: 'After' }).execute()
        })
        return swapped
      },
    })
    await main().reset('reference')
    await waiting
    Object.assign(database, { replaceWith })
    expect(seeds).toEqual(['ideadunes', 'ideadunes'])
    const names = await sandbox.store.read(trx => trx.selectFrom('tenants').select('name').execute())
    expect(new Set(names.map(({ name }) => name))).toEqual(new Set(['After']))
  })

  test('that is ended is deleted, and nothing has changed', async () => {
    const before = await ids()
    const ending = new AbortController()
    const seeding = seed(3_000, { ended: ending.signal })
    const refused = expect(seeding).rejects.toThrow('Enough.')
    await underWay()
    ending.abort(new Error('Enough.'))
    await refused
    expect([await ids(), main().progress]).toEqual([before, null])
    noDraftIsLeft()
    expect((await world.control('POST', '/reset')).status).toBe(200)
  })

  test('that fails is deleted, and nothing has changed', async () => {
    const before = await ids()
    const dataSet = await clinic(10)
    const fails = {
      ...dataSet,
      write: async (...parts: Parameters<typeof dataSet.write>) => {
        await dataSet.write(...parts)
        throw new Error('At the end.')
      },
    }
    await expect(main().seed(fails, { replaces: true })).rejects.toThrow('At the end.')
    expect(await ids()).toEqual(before)
    noDraftIsLeft()
  })

  test('what is added is undone when it is ended', async () => {
    const before = await ids()
    const ending = new AbortController()
    const refused = expect(seed(3_000, { replaces: false, ended: ending.signal })).rejects.toThrow('Enough.')
    await underWay()
    ending.abort(new Error('Enough.'))
    await refused
    expect(await ids()).toEqual(before)
    expect((await world.book('2026-04-20T05:00:00Z')).status).toBe(201)
  })

  test('what is added in great numbers is there as a whole, beside what was, or not at all', async () => {
    const kept = (await world.book('2026-04-20T05:00:00Z')).json.id
    const before = await ids()
    const ending = new AbortController()
    const refused = expect(seed(10_000, { replaces: false, ended: ending.signal })).rejects.toThrow('Enough.')
    await underWay()
    ending.abort(new Error('Enough.'))
    await refused
    expect(await ids()).toEqual(before)
    noDraftIsLeft()

    let isTold = false
    const unheard = main().sandbox.onCommit(() => {
      isTold = true
    })
    const seeding = seed(10_000, { replaces: false })
    await underWay()
    if (place === 'a folder') {
      expect(drafts()).toHaveLength(1)
      // Others read what was; who writes waits behind it.
      expect(await ids()).toEqual(before)
    }
    const behind = world.book('2026-04-20T06:00:00Z')
    const { created } = await seeding
    expect(isTold).toBe(true)
    unheard()
    const later = await behind
    expect([later.status, (await world.send('GET', `/v2/bookings/${kept}`)).status]).toEqual([201, 200])
    const after = await ids()
    expect(after).toHaveLength(before.length + (created.bookings ?? 0) + 1)
    expect(before.filter(id => !after.includes(id))).toEqual([])
    noDraftIsLeft()
  }, 60_000)

  test.each([9_999, 10_000])(
    'of a file with %i objects that are added others see all or nothing',
    async size => {
      const row = customerRow({ id: 'cust_filed', tenant_id: 'tnt_clinic', name: 'Filed' })
      const seen: number[] = []
      const file: SeedFile = {
        size,
        async write(trx) {
          await insertCustomer(trx, row)
          seen.push(drafts().length)
          return { tenantId: 'tnt_clinic', created: { customers: 1 } }
        },
        refusal: async error => error,
      }
      expect(await main().seed(file, { replaces: false })).toMatchObject({ created: { customers: 1 } })
      // A small one is a transaction of the database itself.
      expect(seen).toEqual([place === 'a folder' && size >= 10_000 ? 1 : 0])
      expect((await world.send('GET', '/v2/customers/cust_filed')).json.name).toBe('Filed')
      const faulty = { ...file, write: async () => Promise.reject(new Error('faulty')) }
      await expect(main().seed(faulty, { replaces: false })).rejects.toThrow('faulty')
      noDraftIsLeft()
    },
  )

  test('gives way to a reset, which answers it sandbox_reset', async () => {
    const seeding = world.control('POST', '/seed', { body: { data_set: 'clinic', size: 3_000 } })
    await underWay()
    expect((await world.control('GET', '/progress')).json.progress).toMatchObject({ what: 'seed', of: 3_000 })
    const reset = await world.control('POST', '/reset')
    const answer = await seeding
    expect([reset.status, answer.status, answer.json.error.code]).toEqual([200, 409, 'sandbox_reset'])
    expect((await world.control('GET', '/progress')).json).toEqual({ progress: null })
    noDraftIsLeft()
  })

  test('restores and seeds that are asked for at once happen one after the other', async () => {
    await world.control('POST', '/snapshots', { body: { name: 'base' } })
    const base = await ids()
    const restore = () => world.control('POST', '/snapshots/base/restore')
    const answers = await Promise.all([
      restore(),
      restore(),
      world.control('POST', '/seed', { body: { data_set: 'clinic', size: 50 } }),
      restore(),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    // Whichever came last is there, and nothing of the other.
    const after = await ids()
    expect(after.length === 50 ? base : after).toEqual(base)
    expect(after.length === 50 && after.some(id => base.includes(id))).toBe(false)
    noDraftIsLeft()
  })

  test('ends with a command that is interrupted', async () => {
    const before = await ids()
    await world.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = world.app.server.address() as AddressInfo
    const sent = send(port, { data_set: 'clinic', size: 20_000 })
    await underWay()
    sent.destroy()
    while (main().progress !== null) await new Promise(resolve => setTimeout(resolve, 5))
    expect(await ids()).toEqual(before)
    noDraftIsLeft()
  })
})

describe('on the disk', () => {
  beforeEach(async () => {
    world = await snapshotWorld('a folder')
  })
  afterEach(() => world.close())

  test('the end of the fleet ends a draft, and the next one goes on with the old world', async () => {
    const before = await ids()
    const seeding = seed(20_000)
    const refused = expect(seeding).rejects.toThrow(ClockStopped)
    await underWay()
    await world.restart(() => expect(drafts()).toEqual([]))
    await refused
    expect(await ids()).toEqual(before)
  })

  test('what a killed process left of drafts is removed at the next start', async () => {
    await world.restart(() => {
      mkdirSync(join(world.data, 'forks'), { recursive: true })
      for (const folder of [world.data, join(world.data, 'forks')])
        writeFileSync(join(folder, '.draft-0123456789abcdef'), 'half of a database')
      expect(drafts()).toHaveLength(2)
    })
    expect(drafts()).toEqual([])
  })

  test('who reads goes on with the rows that he saw when all are replaced, and keeps nobody from it', async () => {
    const { database } = main()
    const { openForReading } = await import('../../emulator/store/sqlite/database-source.ts')
    const reader = openForReading(await database.source())
    const count = () => reader.prepare('select count(*) from bookings').pluck().get()
    reader.exec('begin')
    const before = count()
    const { created } = await seed(200)
    expect(count()).toBe(before)
    reader.exec('commit')
    expect(count()).toBe(created.bookings)
    reader.close()
  })

  test('the new world is there after a restart', async () => {
    await seed(200)
    await world.book('2026-04-20T05:00:00Z')
    const after = await ids()
    await world.restart()
    expect(await ids()).toEqual(after)
  })
})

function send(port: number, body: object): ClientRequest {
  const text = JSON.stringify(body)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent = httpRequest({ host: '127.0.0.1', port, path: '/_sandbox/seed', method: 'POST', headers })
  sent.on('error', () => {})
  sent.end(text)
  return sent
}
