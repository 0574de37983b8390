import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox, testNow } from '../../world/sandbox.ts'
import { bodyAt, book, conflictTypes, everything, faultsOf } from '../bookings/booking-world.ts'
import { advance, halfPast, morning, noon, offline, ten } from './offline-world.ts'
import { bookAll, eventsAfter, niket, patchNiket, violationsAfter } from './resource-world.ts'

const at = (text: string) => Date.parse(text)

async function state(sandbox: TestSandbox) {
  const { status, offline, revision } = (await sandbox.send('GET', niket)).json
  return { status, offline, revision }
}

describe('taken offline now', () => {
  test('until further notice: the answer names what is in the period, the events come after the change', async () => {
    const sandbox = await forkSandbox()
    const [second, first] = await bookAll(sandbox, [noon, ten])
    const before = (await sandbox.events()).length
    const answer = await offline(sandbox, { reason: 'Ill' })
    expect([answer.status, answer.headers.etag]).toEqual([200, '"2"'])
    const resource = (await sandbox.send('GET', niket)).json
    const affected_booking_ids = [first, second, 'bk_01HXYW999']
    expect(answer.json).toEqual({ ...resource, affected_booking_ids })
    expect(resource).toMatchObject({
      status: 'offline',
      offline: { from: testNow, until: null, reason: 'Ill' },
      revision: 2,
    })
    const [taken] = await eventsAfter(sandbox, before)
    expect(taken).toEqual({
      type: 'resource.taken_offline',
      data: { object: resource, affected_booking_ids },
    })
    expect(await violationsAfter(sandbox, before)).toEqual(
      affected_booking_ids.map(id => `resource_offline ${id}`),
    )
    expect(conflictTypes(await book(sandbox, bodyAt('2026-06-01T05:00:00Z')))).toEqual(['resource_offline'])
  })

  test('names a booking that is under way, which is not told of as stranded', async () => {
    const sandbox = await forkSandbox()
    const [running, next] = await bookAll(sandbox, [ten, halfPast])
    sandbox.clock.set(at('2026-04-20T04:45:00Z'))
    const before = (await sandbox.events()).length
    const { json } = await offline(sandbox, { until: '2026-04-20T05:30:00Z' })
    expect(json.affected_booking_ids).toEqual([running, next])
    expect(await violationsAfter(sandbox, before)).toEqual([`resource_offline ${next}`])
  })

  test('in whole seconds, also where the clock shows more', async () => {
    const sandbox = await forkSandbox()
    sandbox.clock.set(at(testNow) + 789)
    expect((await offline(sandbox)).json).toMatchObject({ status: 'offline', offline: { from: testNow } })
    expect((await offline(sandbox)).json.revision).toBe(2)
    // Free time ends where the period begins, in the same second.
    const range = 'from=2026-04-15&to=2026-04-16'
    const { busy, free } = (await sandbox.send('GET', `${niket}/schedule?${range}`)).json
    expect([free.at(-1).end_at, busy.at(-1).start_at]).toEqual([testNow, testNow])
    const [row] = await sandbox.sandbox.store.read(trx => trx.selectFrom('resources').selectAll().execute())
    expect(JSON.parse(row?.offline ?? '').from).toBe('2026-04-15T09:42:11.000Z')
  })

  test('leaves out holds, and bookings of which only a buffer lies in the period', async () => {
    const sandbox = await forkSandbox()
    await sandbox.sandbox.store.write(trx =>
      trx.updateTable('services').set({ buffer_after_min: 15 }).execute(),
    )
    const [, inside] = await bookAll(sandbox, [ten, noon])
    await sandbox.sandbox.store.write(trx =>
      trx
        .updateTable('occupancies')
        .set({ kind: 'hold', holder_id: 'hold_1' })
        .where('holder_id', '=', inside ?? '')
        .execute(),
    )
    const { json } = await offline(sandbox, { from: halfPast, until: '2026-04-20T12:00:00Z' })
    expect(json.affected_booking_ids).toEqual([])
  })

  test('since some time ago', async () => {
    const sandbox = await forkSandbox()
    const from = '2026-04-15T09:00:00Z'
    expect((await offline(sandbox, { from })).json).toMatchObject({ status: 'offline', offline: { from } })
  })

  test('ends by the clock', async () => {
    const sandbox = await forkSandbox()
    await offline(sandbox, { until: noon })
    expect(await advance(sandbox, '2026-04-20T06:29:59Z')).toEqual([])
    expect(await advance(sandbox, noon)).toEqual([`${noon} resource.offline_ends: resource.brought_online`])
    expect(await state(sandbox)).toEqual({ status: 'online', offline: null, revision: 3 })
    const [event] = (await sandbox.events()).slice(-1)
    expect([event.created_at, event.data]).toEqual([
      noon,
      { object: (await sandbox.send('GET', niket)).json },
    ])
  })
})

describe('a planned period', () => {
  test('strands at once, and takes the resource offline when it begins, with what is in it then', async () => {
    const sandbox = await forkSandbox()
    const [first, later] = await bookAll(sandbox, [ten, noon])
    const before = (await sandbox.events()).length
    const answer = await offline(sandbox, morning)
    expect(answer.json).toMatchObject({
      status: 'online',
      offline: { ...morning, reason: null },
      affected_booking_ids: [first],
    })
    expect((await sandbox.eventTypes()).slice(before)).toEqual(['schedule.violation_detected'])
    expect(await violationsAfter(sandbox, before)).toEqual([`resource_offline ${first}`])
    // Nothing can be booked in it from now on, unless somebody insists.
    const refused = await book(sandbox, bodyAt(halfPast))
    expect(conflictTypes(refused)).toEqual(['resource_offline'])
    const forced = await book(sandbox, bodyAt(halfPast, { override_conflicts: true }))
    await advance(sandbox, '2026-04-20T04:29:59Z')
    expect((await state(sandbox)).status).toBe('online')
    const planned = (await sandbox.events()).length
    expect(await advance(sandbox, ten)).toEqual([`${ten} resource.offline_begins: resource.taken_offline`])
    const [taken] = (await eventsAfter(sandbox, planned)).filter(({ type }) => type.startsWith('resource.'))
    expect(taken?.data).toEqual({
      object: (await sandbox.send('GET', niket)).json,
      affected_booking_ids: [first, forced.json.id],
    })
    expect(await state(sandbox)).toMatchObject({ status: 'offline', revision: 3 })
    expect(await advance(sandbox, '2026-04-21T00:00:00Z')).toEqual([
      '2026-04-20T06:00:00Z resource.offline_ends: resource.brought_online',
    ])
    expect(await state(sandbox)).toEqual({ status: 'online', offline: null, revision: 4 })
    expect((await sandbox.send('GET', `/v2/bookings/${later}`)).json.revision).toBe(1)
  })

  test('passes in one jump as in many', async () => {
    const sandbox = await forkSandbox()
    await offline(sandbox, morning)
    expect(await advance(sandbox, '2026-04-30T00:00:00Z')).toEqual([
      `${ten} resource.offline_begins: resource.taken_offline`,
      '2026-04-20T06:00:00Z resource.offline_ends: resource.brought_online',
    ])
  })

  test.each([
    // 10:00 to 10:30 against the period.
    ['2026-04-20T05:00:00Z', null, false],
    ['2026-04-20T04:59:59Z', null, true],
    ['2026-04-19T00:00:00Z', '2026-04-20T04:30:00Z', false],
    ['2026-04-19T00:00:00Z', '2026-04-20T04:30:01Z', true],
  ])('from %s until %s affects a booking from 04:30Z to 05:00Z: %s', async (from, until, affects) => {
    const sandbox = await forkSandbox()
    const [id] = await bookAll(sandbox, [ten])
    const before = (await sandbox.events()).length
    const { json } = await offline(sandbox, { from, until })
    expect(json.affected_booking_ids.includes(id)).toBe(affects)
    expect((await violationsAfter(sandbox, before)).includes(`resource_offline ${id}`)).toBe(affects)
  })

  test('is replaced by another, with its jobs; what was stranded already is not told of again', async () => {
    const sandbox = await forkSandbox()
    const [first, second] = await bookAll(sandbox, [ten, noon])
    await offline(sandbox, morning)
    const before = (await sandbox.events()).length
    const { json } = await offline(sandbox, { from: ten, until: '2026-04-20T12:30:00Z', reason: 'Course' })
    expect(json).toMatchObject({
      offline: { from: ten, until: '2026-04-20T12:30:00Z', reason: 'Course' },
      affected_booking_ids: [first, second],
      revision: 3,
    })
    expect(await violationsAfter(sandbox, before)).toEqual([`resource_offline ${second}`])
    expect(await advance(sandbox, '2026-04-21T00:00:00Z')).toEqual([
      `${ten} resource.offline_begins: resource.taken_offline`,
      '2026-04-20T12:30:00Z resource.offline_ends: resource.brought_online',
    ])
  })

  test('is replaced by one that begins now', async () => {
    const sandbox = await forkSandbox()
    await offline(sandbox, morning)
    expect((await offline(sandbox)).json.status).toBe('offline')
    expect(await sandbox.eventTypes()).toContain('resource.taken_offline')
    expect(await advance(sandbox, '2026-04-30T00:00:00Z')).toEqual([])
  })
})

describe('while it is offline', () => {
  test('the same again changes nothing; another end or reason keeps the beginning', async () => {
    const sandbox = await forkSandbox()
    await offline(sandbox, { reason: 'Ill' })
    const before = await everything(sandbox)
    const same = await offline(sandbox, { until: null, reason: 'Ill' })
    expect([same.status, same.json.revision, same.json.affected_booking_ids]).toEqual([
      200,
      2,
      ['bk_01HXYW999'],
    ])
    expect(await everything(sandbox)).toEqual(before)
    sandbox.clock.set(at('2026-04-16T00:00:00Z'))
    const { json } = await offline(sandbox, { until: ten })
    expect(json).toMatchObject({ status: 'offline', offline: { from: testNow, until: ten, reason: null } })
    expect((await sandbox.eventTypes()).filter(type => type === 'resource.taken_offline')).toHaveLength(2)
  })

  test('it cannot be so only later: that would bring it online in between', async () => {
    const sandbox = await forkSandbox()
    await offline(sandbox)
    const answer = await offline(sandbox, { from: ten })
    expect(answer.status).toBe(409)
    expect(answer.json.error).toMatchObject({
      code: 'invalid_state_transition',
      details: { from: 'offline', action: 'take_offline', allowed: ['bring_online', 'archive'] },
    })
  })
})

describe('refused', () => {
  test.each([
    [{ until: testNow }, ['/until not_after']],
    [{ from: '2026-04-15T00:00:00Z', until: '2026-04-15T09:42:11Z' }, ['/until in_past']],
    [{ from: noon, until: ten }, ['/until not_after']],
    [{ from: noon, until: noon }, ['/until not_after']],
    [{ from: '2026-04-20' }, ['/from invalid_format']],
    [{ from: null }, ['/from null_not_allowed']],
    [{ to: noon }, ['/to unknown_field']],
  ])('%j: %j', async (body, faults) => {
    const sandbox = await forkSandbox()
    const before = await everything(sandbox)
    expect(faultsOf(await offline(sandbox, body))).toEqual(faults)
    expect(await everything(sandbox)).toEqual(before)
  })

  test('at another revision than the one that If-Match names', async () => {
    const sandbox = await forkSandbox()
    const match = (etag: string) => ({ headers: { 'if-match': etag } })
    expect((await offline(sandbox, { until: testNow }, match('"2"'))).status).toBe(412)
    expect((await offline(sandbox, {}, match('"1"'))).status).toBe(200)
  })

  test('with a publishable key, and for resources of others', async () => {
    const sandbox = await forkSandbox()
    expect((await offline(sandbox, {}, { key: 'publishable' })).status).toBe(403)
    expect((await offline(sandbox, {}, { tenant: 'tnt_ideadunes' })).status).toBe(404)
  })
})

test('a change of the resource meanwhile does not bring it back', async () => {
  const sandbox = await forkSandbox()
  await offline(sandbox, { until: noon })
  await patchNiket(sandbox, { name: 'Dr N' })
  expect((await state(sandbox)).status).toBe('offline')
  expect(await advance(sandbox, noon)).toHaveLength(1)
})
