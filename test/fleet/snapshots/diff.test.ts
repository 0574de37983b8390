import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DiffTotals, ObjectChange } from '../../../src/control/snapshot-control.ts'
import { places, type SnapshotWorld, snapshotWorld } from './snapshot-world.ts'

describe.each(places)('the difference between snapshots in %s', place => {
  let world: SnapshotWorld
  beforeEach(async () => {
    world = await snapshotWorld(place)
    await save('base')
  })
  afterEach(async () => {
    await world.close()
    expect(world.bugs).toEqual([])
  })

  const save = (name: string) => world.control('POST', '/snapshots', { body: { name } })

  async function diff(path: string, headers: Record<string, string> = {}) {
    const answer = await world.control('GET', `/snapshots/${path}`, { headers })
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/x-ndjson'])
    const lines = answer.text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    const { totals } = lines.pop() as { totals: DiffTotals }
    return { changes: lines as ObjectChange[], totals, text: answer.text }
  }

  test('is nothing where nothing happened', async () => {
    const { changes, totals } = await diff('base/diff')
    expect(changes).toEqual([])
    expect(totals).toEqual({
      added: 0,
      removed: 0,
      changed: 0,
      events: { from: 1, to: 1 },
      requests: { from: 0, to: 0 },
      idempotency_records: { from: 0, to: 0 },
      due_jobs: expect.objectContaining({}),
      clock: {
        from: { mode: 'frozen', now: '2026-04-15T09:42:11Z' },
        to: { mode: 'frozen', now: '2026-04-15T09:42:11Z' },
      },
    })
  })

  test('speaks of objects, by kind and id, and counts the rest', async () => {
    const booked = (await world.book('2026-04-20T05:00:00Z', { idempotencyKey: 'k' })).json
    const made = (
      await world.send('POST', '/v2/customers', { body: { name: 'Zoë', metadata: { vip: 'yes' } } })
    ).json
    const update = (path: string, body: unknown) => world.send('PATCH', path, { body })
    await update('/v2/customers/cust_priya_01', { notes: 'Prefers mornings', metadata: { color: 'red' } })
    await update('/v2/customers/cust_priya_01', { notes: 'Prefers evenings' })
    await update('/v2/tenant', { policy: { pay_within_min: 45 } })
    await world.send('PUT', '/v2/resources/res_dr_asha/working_hours', {
      body: { weekly: { mon: [{ start: '10:00', end: '12:00' }] } },
    })
    const cancelled = { status: 'cancelled', cancellation: '{"actor":"customer","fee":0}' }
    await world.fleet.main.sandbox.store.write(async trx => {
      await trx.updateTable('bookings').set(cancelled).where('id', '=', 'bk_pending_01').execute()
    })
    await world.control('POST', '/clock/freeze', { body: { at: '2026-04-16T09:00:00Z' } })
    const { changes, totals, text } = await diff('base/diff')
    expect(changes.map(({ change, object, id }) => `${change} ${object} ${id}`)).toEqual([
      'changed tenant tnt_clinic',
      'changed resource res_dr_asha',
      ...[made.id, 'cust_priya_01']
        .sort()
        .map(id => `${id === made.id ? 'added' : 'changed'} customer ${id}`),
      ...[booked.id, 'bk_pending_01']
        .sort()
        .map(id => `${id === booked.id ? 'added' : 'changed'} booking ${id}`),
    ])
    const of = (id: string) => changes.find(change => change.id === id)
    expect(of('tnt_clinic')).toEqual({
      object: 'tenant',
      id: 'tnt_clinic',
      tenant_id: 'tnt_clinic',
      name: 'Niket Clinic',
      change: 'changed',
      fields: [{ field: 'policy.pay_within_min', from: 30, to: 45 }],
    })
    expect(of('cust_priya_01')?.fields).toEqual([
      { field: 'notes', from: null, to: 'Prefers evenings' },
      { field: 'metadata.color', from: null, to: 'red' },
    ])
    expect(of('res_dr_asha')?.fields).toContainEqual({
      field: 'weekly.mon[0].start',
      from: '09:00',
      to: '10:00',
    })
    expect(of('bk_pending_01')?.fields).toEqual([
      { field: 'status', from: 'pending', to: 'cancelled' },
      { field: 'cancellation.actor', from: null, to: 'customer' },
      { field: 'cancellation.fee', from: null, to: 0 },
    ])
    expect(of(made.id)).toMatchObject({ name: 'Zoë', change: 'added' })
    expect(of(made.id)?.fields).toContainEqual({ field: 'metadata.vip', from: null, to: 'yes' })
    expect(of(booked.id)?.fields).toContainEqual({ field: 'status', from: null, to: 'confirmed' })
    expect(totals).toMatchObject({
      added: 2,
      removed: 0,
      changed: 4,
      idempotency_records: { from: 0, to: 1 },
      requests: { from: 0, to: 6 },
      clock: { to: { mode: 'frozen', now: '2026-04-16T09:00:00Z' } },
    })
    expect(totals.events.to).toBeGreaterThan(4)
    expect(text).not.toContain('cs_')
  })

  test('is between two snapshots, either way', async () => {
    await world.send('POST', '/v2/customers', { body: { name: 'Zoë' } })
    await save('later')
    await world.control('POST', '/reset')
    await world.control('POST', '/clock/freeze', { body: { at: '2026-04-15T09:42:11Z' } })
    const there = await diff('base/diff?with=later')
    expect(there.changes).toMatchObject([{ change: 'added', object: 'customer', name: 'Zoë' }])
    expect(there.totals).toMatchObject({ added: 1, removed: 0, requests: { from: 0, to: 1 } })
    const back = await diff('later/diff?with=base')
    expect(back.changes).toMatchObject([{ change: 'removed', object: 'customer', name: 'Zoë' }])
    expect(back.totals).toMatchObject({ added: 0, removed: 1, requests: { from: 1, to: 0 } })
    expect((await diff('later/diff?with=later')).changes).toEqual([])
    expect((await diff('later/diff')).totals).toMatchObject({ removed: 1 })
    expect((await diff('base/diff?with=later')).text).toBe(there.text)
  })

  test('is to the present of a fork, by X-Sandbox', async () => {
    const { keys } = (await world.control('POST', '/forks', { body: { name: 'x' } })).json
    await world.send('POST', '/v2/customers', { body: { name: 'Zoë' }, key: keys.secret })
    expect((await diff('base/diff', { 'x-sandbox': 'x' })).totals).toMatchObject({ added: 1 })
    expect((await diff('base/diff')).totals).toMatchObject({ added: 0 })
  })

  test('tells of a change that was taken back by its revision', async () => {
    const rename = (name: string) => world.send('PATCH', '/v2/customers/cust_priya_01', { body: { name } })
    await rename('Priya')
    await rename('Priya Sharma')
    expect((await diff('base/diff')).changes).toMatchObject([
      { id: 'cust_priya_01', fields: [{ field: 'updated_at' }, { field: 'revision', from: 1, to: 3 }] },
    ])
  })

  test('is found among many objects, in the order of their ids, and holds up nobody', async () => {
    const { store } = world.fleet.main.sandbox
    await store.write(async trx => {
      const row = await trx.selectFrom('customers').selectAll().limit(1).executeTakeFirstOrThrow()
      for (let i = 0; i < 3_000; i++) {
        await trx
          .insertInto('customers')
          .values({ ...row, id: `cust_${10_000 + i}` })
          .execute()
      }
      // By their UTF-16 the last two stand the other way round, and in a dictionary the first two.
      for (const end of ['Z', 'a', '～', '😀']) {
        await trx
          .insertInto('customers')
          .values({ ...row, id: `cust_${end}` })
          .execute()
      }
    })
    await save('many')
    await store.write(async trx => {
      await trx
        .updateTable('customers')
        .set({ notes: 'x' })
        .where('id', 'in', ['cust_10000', 'cust_12999'])
        .execute()
      await trx.deleteFrom('customers').where('id', 'in', ['cust_11500', 'cust_Z', 'cust_～']).execute()
      await trx.updateTable('customers').set({ id: 'cust_é' }).where('id', '=', 'cust_11501').execute()
    })
    const finding = diff('many/diff')
    expect((await world.send('GET', '/v2/tenant')).status).toBe(200)
    expect((await world.book('2026-04-20T05:00:00Z')).status).toBe(201)
    const { changes } = await finding
    expect(
      changes.filter(({ object }) => object === 'customer').map(({ change, id }) => `${change} ${id}`),
    ).toEqual([
      'changed cust_10000',
      'removed cust_11500',
      'removed cust_11501',
      'changed cust_12999',
      'removed cust_Z',
      'added cust_é',
      'removed cust_～',
    ])
  })

  test.each(['nope/diff', 'base/diff?with=nope'])('%s names what is not there', async path => {
    const { status, json } = await world.control('GET', `/snapshots/${path}`)
    expect([status, json.error.message]).toEqual([
      404,
      expect.stringContaining('There is no snapshot nope here'),
    ])
  })
})
