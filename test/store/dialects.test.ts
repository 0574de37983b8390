import { afterEach, describe, expect, test } from 'vitest'
import { pageBookings } from '../../emulator/store/booking-lists.ts'
import { findBooking, insertBooking } from '../../emulator/store/bookings.ts'
import { pageCustomers } from '../../emulator/store/customers.ts'
import { pageDeliveries } from '../../emulator/store/deliveries.ts'
import { pageEvents } from '../../emulator/store/events.ts'
import { pageExceptions } from '../../emulator/store/exceptions.ts'
import {
  claimIdempotencyKey,
  findIdempotencyRecord,
  keepIdempotencyOutcome,
  lockIdempotencyKey,
} from '../../emulator/store/idempotency.ts'
import { idsInTransaction } from '../../emulator/store/ids.ts'
import { unknownIds } from '../../emulator/store/known-ids.ts'
import { occupanciesBetween, occupy } from '../../emulator/store/occupancies.ts'
import { bookingLoad } from '../../emulator/store/resource-days.ts'
import { pageResources } from '../../emulator/store/resource-lists.ts'
import { lockResources } from '../../emulator/store/resource-locks.ts'
import { insertResource, resourcesWithIds } from '../../emulator/store/resources.ts'
import { rowsWithIds } from '../../emulator/store/rows-with-ids.ts'
import { pageServices } from '../../emulator/store/services.ts'
import { readSetting, writeSetting } from '../../emulator/store/settings.ts'
import { inSavepoint } from '../../emulator/store/store.ts'
import { dialects, type OpenedStore } from './dialects.ts'
import { bookingCount, bookingRow, resourceRow } from './rows.ts'

const opened: OpenedStore[] = []
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close()
})

describe.each(Object.entries(dialects))('%s', (name, open) => {
  const fresh = async () => {
    const store = await open()
    opened.push(store)
    return store
  }

  test('a row comes back as it was written', async () => {
    const { store } = await fresh()
    const row = bookingRow({ id: 'bk_1', notes: 'दाँत 🦷 "\'\\', party_size: 3, metadata: '{"a":"b"}' })
    await store.write(trx => insertBooking(trx, row))
    expect(await store.read(trx => findBooking(trx, 'tnt_a', 'bk_1'))).toEqual(row)
    expect(await store.read(trx => findBooking(trx, 'tnt_b', 'bk_1'))).toBeUndefined()
  })

  test('an id is there once for each tenant', async () => {
    const { store } = await fresh()
    await store.write(trx => insertBooking(trx, bookingRow({ id: 'bk_1' })))
    await store.write(trx => insertBooking(trx, bookingRow({ id: 'bk_1', tenant_id: 'tnt_b' })))
    await expect(store.write(trx => insertBooking(trx, bookingRow({ id: 'bk_1' })))).rejects.toThrow()
    expect(await store.read(bookingCount)).toBe(2)
  })

  test.each([
    ['-created_at', ['bk_c', 'bk_b', 'bk_a', 'bk_B', 'bk_1']],
    ['start_at', ['bk_c', 'bk_1', 'bk_B', 'bk_a', 'bk_b']],
    ['-start_at', ['bk_b', 'bk_a', 'bk_B', 'bk_1', 'bk_c']],
  ])('pages in the order %s, ids by their bytes', async (order, wanted) => {
    const { store } = await fresh()
    await store.write(async trx => {
      for (const id of ['bk_a', 'bk_B', 'bk_b', 'bk_1']) await insertBooking(trx, bookingRow({ id }))
      const [created_at, start_at] = ['2026-04-16T09:00:00.000Z', '2026-04-19T05:00:00.000Z']
      await insertBooking(trx, bookingRow({ id: 'bk_c', created_at, start_at }))
      await insertBooking(trx, bookingRow({ id: 'bk_z', tenant_id: 'tnt_b' }))
    })
    const seen: string[] = []
    let from: Parameters<typeof pageBookings>[3]['from'] = null
    for (let more = true; more; ) {
      const page = await store.read(trx => pageBookings(trx, 'tnt_a', {}, { limit: 2, order, from }))
      seen.push(...page.items.map(item => item.value.id))
      more = page.hasNext
      const last = page.items.at(-1)
      if (last !== undefined) from = { direction: 'after', position: last.position }
    }
    expect(seen).toEqual(wanted)
    const page = await store.read(trx =>
      pageBookings(trx, 'tnt_a', {}, { limit: 9, order, from: from && { ...from, direction: 'before' } }),
    )
    expect(page.items.map(item => item.value.id)).toEqual(wanted.slice(0, -1))
    expect([page.hasNext, page.hasPrevious]).toEqual([true, false])
  })

  test('filters of a list hold together', async () => {
    const { store } = await fresh()
    await store.write(async trx => {
      await insertBooking(trx, bookingRow({ id: 'bk_1', status: 'pending' }))
      await insertBooking(trx, bookingRow({ id: 'bk_2', customer_id: 'cust_b', status: 'pending' }))
      await insertBooking(trx, bookingRow({ id: 'bk_3' }))
    })
    const page = await store.read(trx =>
      pageBookings(
        trx,
        'tnt_a',
        { customerIds: ['cust_a'], statuses: ['pending', 'cancelled'], startTo: '2027-01-01T00:00:00.000Z' },
        { limit: 9, order: '-created_at', from: null },
      ),
    )
    expect(page.items.map(item => item.value.id)).toEqual(['bk_1'])
  })

  test('what throws keeps nothing; what throws in a savepoint keeps what went before', async () => {
    const { store } = await fresh()
    const failing = store.write(async trx => {
      await insertBooking(trx, bookingRow({ id: 'bk_1' }))
      throw new Error('undone')
    })
    await expect(failing).rejects.toThrow('undone')
    expect(await store.read(bookingCount)).toBe(0)
    await store.write(async trx => {
      await insertBooking(trx, bookingRow({ id: 'bk_1' }))
      const inner = inSavepoint(trx, async () => {
        await insertBooking(trx, bookingRow({ id: 'bk_2' }))
        throw new Error('undone')
      })
      await expect(inner).rejects.toThrow('undone')
      // A statement that fails would end a PostgreSQL transaction, were it not for the savepoint.
      const twice = inSavepoint(trx, () => insertBooking(trx, bookingRow({ id: 'bk_1' })))
      await expect(twice).rejects.toThrow()
      await inSavepoint(trx, () => insertBooking(trx, bookingRow({ id: 'bk_3' })))
    })
    const ids = await store.read(trx => trx.selectFrom('bookings').select('id').orderBy('id').execute())
    expect(ids).toEqual([{ id: 'bk_1' }, { id: 'bk_3' }])
  })

  test('ids are drawn in streams, and an undone draw leaves no gap', async () => {
    const { store } = await fresh()
    const draw = (prefixes: readonly string[], fails = false) =>
      store.write(async trx => {
        const ids = idsInTransaction(trx, 'seed', 1_776_245_731_000)
        const drawn = []
        for (const prefix of prefixes) drawn.push(await ids.draw(prefix))
        if (fails) throw new Error('undone')
        return drawn
      })
    const [first, other] = await draw(['bk', 'evt'])
    await expect(draw(['bk', 'bk'], true)).rejects.toThrow('undone')
    const [second] = await draw(['bk'])
    expect([first?.number, other?.number, second?.number]).toEqual([1, 1, 2])
    // The same on every database, and ever after: sandboxes are told apart by nothing else.
    expect([first?.id, other?.id, second?.id]).toMatchInlineSnapshot(`
      [
        "bk_01KP87XVNR03PG42X5HBRV4QA2",
        "evt_01KP87XVNR00PHSV4DS9T8J5GG",
        "bk_01KP87XVNR03PG42X6082MT4SV",
      ]
    `)
  })

  test('a key is claimed once until it expires; its outcome is kept, and replaced after that', async () => {
    const { store } = await fresh()
    const scope = { tenant_id: 't', key_id: 'k', method: 'POST', path: '/p', idempotency_key: 'i' }
    const claim = {
      ...scope,
      fingerprint: 'f',
      request_id: 'req_1',
      created_at: '2026-04-15T00:00:00.000Z',
      expires_at: '2026-04-16T00:00:00.000Z',
    }
    const outcome = { status: 201, body: '{"ü":1}', revision: 1 }
    const kept = await store.write(async trx => {
      const standing = await claimIdempotencyKey(trx, claim)
      await keepIdempotencyOutcome(trx, claim, outcome)
      return standing
    })
    expect(kept).toBeUndefined()
    const find = (changes: Partial<typeof scope>, now = '2026-04-15T23:59:59.999Z') =>
      store.read(trx => findIdempotencyRecord(trx, { ...scope, ...changes }, now))
    expect(await find({})).toEqual({ ...claim, ...outcome })
    expect(await find({}, claim.expires_at)).toBeUndefined()
    for (const member of Object.keys(scope)) expect(await find({ [member]: 'other' })).toBeUndefined()
    const again = { ...claim, request_id: 'req_2', created_at: '2026-04-15T23:59:59.999Z' }
    expect(await store.write(trx => claimIdempotencyKey(trx, again))).toEqual({ ...claim, ...outcome })
    const later = { ...claim, fingerprint: 'g', request_id: 'req_3', created_at: claim.expires_at }
    const next = { ...later, expires_at: '2026-04-17T00:00:00.000Z' }
    expect(await store.write(trx => claimIdempotencyKey(trx, next))).toBeUndefined()
    await store.write(trx => keepIdempotencyOutcome(trx, next, outcome))
    expect(await find({}, claim.expires_at)).toMatchObject({ fingerprint: 'g', request_id: 'req_3' })
  })

  test('a claim goes with the transaction that made it', async () => {
    const { store } = await fresh()
    const scope = { tenant_id: 't', key_id: 'k', method: 'POST', path: '/p', idempotency_key: 'i' }
    const [created_at, expires_at] = ['2026-04-15T00:00:00.000Z', '2026-04-16T00:00:00.000Z']
    const claim = { ...scope, fingerprint: 'f', request_id: 'req_1', created_at, expires_at }
    const undone = store.write(async trx => {
      expect(await lockIdempotencyKey(trx, scope)).toBe(true)
      await claimIdempotencyKey(trx, claim)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await store.read(trx => findIdempotencyRecord(trx, scope, created_at))).toBeUndefined()
  })

  test('what takes a resource is found by its buffered interval, however long it is', async () => {
    const { store } = await fresh()
    const at = (time: string) => `2026-04-20T${time}:00.000Z`
    const taken = { tenant_id: 'tnt_a', resource_id: 'res_a', kind: 'booking', service_id: 'svc_a', units: 1 }
    const row = (id: string, from: string, to: string) => ({
      ...taken,
      holder_id: id,
      start_at: at(from),
      end_at: at(to),
      blocks_from: at(from),
      blocks_to: at(to),
    })
    await store.write(async trx => {
      await insertResource(trx, resourceRow({ id: 'res_a' }))
      for (const [id, from, to] of [
        ['long', '01:00', '09:00'],
        ['before', '05:00', '06:00'],
        ['inside', '06:30', '06:45'],
        ['after', '07:00', '08:00'],
      ] as const) {
        await occupy(trx, row(id, from, to))
      }
      await occupy(trx, { ...row('elsewhere', '06:00', '07:00'), resource_id: 'res_b' })
      // A hold takes the resource before it expires, and not at that instant any more.
      await occupy(trx, { ...row('held', '06:15', '06:30'), expires_at: at('05:01') })
      await occupy(trx, { ...row('expired', '06:15', '06:30'), expires_at: at('05:00') })
    })
    const found = await store.read(async trx => {
      const [resource] = await resourcesWithIds(trx, 'tnt_a', ['res_a'])
      if (resource === undefined) throw new Error('The resource is gone.')
      expect(resource.longest_block_ms).toBe(8 * 3_600_000)
      const window = { fromMs: Date.parse(at('06:00')), toMs: Date.parse(at('07:00')) }
      return await occupanciesBetween(trx, resource, { ...window, nowMs: Date.parse(at('05:00')) })
    })
    expect(found.map(occupancy => occupancy.holder_id)).toEqual(['long', 'held', 'inside'])
  })

  test('unknown ids are told in their order; of no ids none is unknown', async () => {
    const { store } = await fresh()
    await store.write(trx => insertResource(trx, resourceRow({ id: 'res_a' })))
    const unknown = (ids: string[]) => store.read(trx => unknownIds(trx, 'resources', 'tnt_a', ids))
    expect(await unknown(['res_z', 'res_a', 'res_y'])).toEqual(['res_z', 'res_y'])
    expect(await unknown([])).toEqual([])
    expect(await store.read(trx => resourcesWithIds(trx, 'tnt_a', []))).toEqual([])
  })

  test('a filter that names nothing finds nothing', async () => {
    const { store } = await fresh()
    const page = { limit: 9, order: '-created_at', from: null }
    await store.write(trx => insertBooking(trx, bookingRow({ id: 'bk_1' })))
    const found = await store.read(async trx => [
      await pageBookings(trx, 'tnt_a', { statuses: [] }, page),
      await pageCustomers(work => work(trx), 'tnt_a', { emails: [] }, page),
      await pageDeliveries(trx, { tenant_id: 'tnt_a', id: 'wh_a' }, { statuses: [] }, page),
      await pageEvents(trx, 'tnt_a', { types: [] }, page),
      await pageExceptions(trx, { tenant_id: 'tnt_a', id: 'res_a' }, { kinds: [] }, page),
      await pageResources(trx, 'tnt_a', { types: [], locationIds: [], skillIds: [], statuses: [] }, page),
      await pageServices(trx, 'tnt_a', [], page),
    ])
    expect(found.map(({ items }) => items)).toEqual(found.map(() => []))
    expect(await store.read(trx => bookingLoad(trx, 'tnt_a', [], '', '9'))).toEqual([])
    expect(await store.read(trx => rowsWithIds(trx, 'bookings', 'tnt_a', []))).toEqual([])
  })

  test('a setting is written in place of the one before', async () => {
    const { store } = await fresh()
    await store.write(trx => writeSetting(trx, 'seed', 'one'))
    await store.write(trx => writeSetting(trx, 'seed', 'two'))
    expect(await store.read(trx => readSetting(trx, 'seed'))).toBe('two')
    expect(await store.read(trx => readSetting(trx, 'data_set'))).toBeUndefined()
  })

  test('resources are locked where there are several writers', async () => {
    const { store, statements } = await fresh()
    await store.write(async trx => {
      await insertResource(trx, resourceRow({ id: 'res_a' }))
      await lockResources(trx, 'tnt_a', ['res_a', 'res_b'])
    })
    const locks = statements.filter(statement => statement.endsWith('order by "id" for update'))
    expect(locks).toHaveLength(name === 'PostgreSQL' ? 1 : 0)
  })
})
