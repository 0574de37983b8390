import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultKeys } from '../../../emulator/fleet/default-keys.ts'
import type { Fleet } from '../../../emulator/fleet/fleet.ts'
import { openFleet } from '../../../emulator/fleet/open-fleet.ts'
import { bookingObject } from '../../../emulator/objects/booking.ts'
import { customerObject } from '../../../emulator/objects/customer.ts'
import { buildServer } from '../../../emulator/server/build-server.ts'
import type { BookingRow, CustomerRow } from '../../../emulator/store/schema.ts'
import { temporaryFolder } from '../../commands/run-cli.ts'
import { wallClock } from '../../world/real-time.ts'
import { requestsTo, type TestSandbox, testNow } from '../../world/sandbox.ts'

/** In a folder reads have a connection of their own; in memory they share the writer's. */
describe.each(['in a folder', 'in memory'])('lists and objects of a sandbox %s', where => {
  let folder: ReturnType<typeof temporaryFolder>
  let fleet: Fleet
  let send: TestSandbox['send']
  const bugs: unknown[] = []
  beforeEach(async () => {
    folder = temporaryFolder()
    fleet = await openFleet({
      data: where === 'in a folder' ? join(folder.path, 'data') : ':memory:',
      allowLiveKeys: false,
      beginning: { clock: { atMs: Date.parse(testNow), frozen: true } },
      reportBug: error => bugs.push(error),
    })
    const { keyRing, main } = fleet
    const reportBug = (error: unknown) => bugs.push(error)
    const app = buildServer({ keyRing, clock: wallClock, seed: 'lists', version: '0.0.0', reportBug })
    send = requestsTo(app, main.sandbox, defaultKeys).send
  })
  afterEach(async () => {
    await fleet.close()
    folder[Symbol.dispose]()
    expect(bugs.splice(0)).toEqual([])
  })

  const listed = async (path: string) => (await send('GET', path)).json.data as { id: string }[]
  const store = () => fleet.main.sandbox.store

  /** The object of a row that is read for this once: nothing of it is remembered. */
  const objectOf = {
    bookings: async (id: string) => bookingObject((await rowOf('bookings', id)) as BookingRow),
    customers: async (id: string) => customerObject((await rowOf('customers', id)) as CustomerRow),
  }
  const rowOf = (kind: 'bookings' | 'customers', id: string) =>
    store().read(trx => trx.selectFrom(kind).selectAll().where('id', '=', id).executeTakeFirstOrThrow())

  /** What a list says of each object is what the object itself is answered as, and what its row says. */
  async function expectFresh(kind: 'bookings' | 'customers') {
    const objects = await listed(`/v2/${kind}?limit=100`)
    expect(objects.length).toBeGreaterThan(1)
    for (const object of objects) {
      expect(object, object.id).toEqual(await objectOf[kind](object.id))
      expect((await send('GET', `/v2/${kind}/${object.id}`)).json, object.id).toEqual(object)
    }
    return objects
  }

  test.each(['bookings', 'customers'] as const)(
    'of %s are the same bytes when they are asked again',
    async kind => {
      const first = await send('GET', `/v2/${kind}?limit=100`)
      const again = await send('GET', `/v2/${kind}?limit=100`)
      expect(again.text).toBe(first.text)
      expect(first.text).toBe(JSON.stringify(first.json))
      await expectFresh(kind)
    },
  )

  test('lead on by cursors of their own, whatever they share with others', async () => {
    const one = (await send('GET', '/v2/bookings?limit=1&status=confirmed,pending')).json
    const other = (await send('GET', '/v2/bookings?limit=1&status=pending,confirmed')).json
    expect(one.data).toEqual(other.data)
    for (const [status, cursor] of [
      ['confirmed,pending', one.next_cursor],
      ['pending,confirmed', other.next_cursor],
    ]) {
      const next = await send('GET', `/v2/bookings?limit=1&status=${status}&cursor=${cursor}`)
      expect([next.status, next.json.data.length]).toEqual([200, 1])
    }
    const crossed = await send(
      'GET',
      `/v2/bookings?limit=1&status=pending,confirmed&cursor=${one.next_cursor}`,
    )
    expect(crossed.json.error?.code).toBe('invalid_cursor')
  })

  test('show what is changed, made and undone meanwhile', async () => {
    const [first, second] = await expectFresh('customers')
    await send('PATCH', `/v2/customers/${first?.id}`, { body: { name: 'Zoë Another', notes: 'ü · 漢' } })
    const changed = await expectFresh('customers')
    expect(changed).toContainEqual(
      expect.objectContaining({ id: first?.id, name: 'Zoë Another', revision: 2 }),
    )
    const made = await send('POST', '/v2/customers', { body: { name: 'Third' } })
    expect((await expectFresh('customers')).map(({ id }) => id)).toContain(made.json.id)
    const refused = await send('PATCH', `/v2/customers/${second?.id}`, { body: { timezone: 'Mars/Olympus' } })
    expect(refused.status).toBe(422)
    await expectFresh('customers')
  })

  test('show a booking as it is after each step of its life', async () => {
    const [first] = (await expectFresh('bookings')) as { id: string; revision: number; status: string }[]
    const id = String(first?.id)
    for (const [path, body] of [
      ['/attendees', { name: 'Ada', email: 'ada@example.com' }],
      ['/cancel', { reason: 'changed plans' }],
    ] as const) {
      const before = (await send('GET', `/v2/bookings/${id}`)).json as { revision: number }
      const answer = await send('POST', `/v2/bookings/${id}${path}`, { body })
      expect(answer.status, answer.text).toBeLessThan(300)
      const after = (await send('GET', `/v2/bookings/${id}`)).json as { revision: number }
      expect(after.revision).toBe(before.revision + 1)
      await expectFresh('bookings')
    }
  })

  test('show rows that changed under the same revision', async () => {
    const [first] = await expectFresh('customers')
    await store().write(async trx => {
      await trx
        .updateTable('customers')
        .set({ name: 'Scrubbed' })
        .where('id', '=', String(first?.id))
        .execute()
    })
    expect(await expectFresh('customers')).toContainEqual(
      expect.objectContaining({ id: first?.id, name: 'Scrubbed', revision: 1 }),
    )
  })

  test('show rows that were deleted and made anew with the same id and revision', async () => {
    const [first] = await expectFresh('customers')
    await store().write(async trx => {
      const of = trx.selectFrom('customers').selectAll().where('id', '=', String(first?.id))
      const row = await of.executeTakeFirstOrThrow()
      await trx.deleteFrom('customers').where('id', '=', row.id).execute()
      await trx
        .insertInto('customers')
        .values({ ...row, name: 'Anew' } as never)
        .execute()
    })
    expect(await expectFresh('customers')).toContainEqual(
      expect.objectContaining({ id: first?.id, name: 'Anew', revision: 1 }),
    )
  })

  test('show nothing of a write that was undone', async () => {
    const [first] = await expectFresh('customers')
    const undone = store().write(async trx => {
      const change = trx.updateTable('customers').set({ name: 'Never', revision: 2 })
      await change.where('id', '=', String(first?.id)).execute()
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await expectFresh('customers')
    await send('PATCH', `/v2/customers/${first?.id}`, { body: { name: 'Really' } })
    expect(await expectFresh('customers')).toContainEqual(
      expect.objectContaining({ id: first?.id, name: 'Really', revision: 2 }),
    )
  })

  test('show what a restored snapshot holds', async () => {
    const [first] = await expectFresh('customers')
    await fleet.snapshots.save(fleet.main, 'before', false)
    await send('PATCH', `/v2/customers/${first?.id}`, { body: { name: 'Changed' } })
    await expectFresh('customers')
    await fleet.snapshots.restore(fleet.main, 'before')
    // Not listed here, or what was remembered would be the restored row.
    expect((await send('GET', `/v2/customers/${first?.id}`)).json).toEqual(first)
    await send('PATCH', `/v2/customers/${first?.id}`, { body: { name: 'Otherwise' } })
    expect(await expectFresh('customers')).toContainEqual(
      expect.objectContaining({ id: first?.id, name: 'Otherwise', revision: 2 }),
    )
  })
})
