import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book } from '../bookings/booking-world.ts'
import {
  addRoomService,
  bookAll,
  eventsAfter,
  patchNiket,
  setWeek,
  sixDays,
  violationsAfter,
} from './resource-world.ts'

const mondayTen = '2026-04-20T04:30:00Z'
const mondayNoon = '2026-04-20T06:30:00Z'
const fridayTen = '2026-04-24T04:30:00Z'

describe('new hours', () => {
  test('strand what lies outside of them, by start, and tell of each after the change', async () => {
    const sandbox = await forkSandbox()
    const [friday, noon, ten] = await bookAll(sandbox, [fridayTen, mondayNoon, mondayTen])
    const before = (await sandbox.events()).length
    const answer = await setWeek(sandbox, sixDays('12:00', '18:00'))
    expect(answer.json.stranded_booking_ids).toEqual([ten, friday])
    const resource = await sandbox.send('GET', '/v2/resources/res_dr_niket')
    const violation = (id: string | undefined) => ({
      type: 'schedule.violation_detected',
      data: {
        object: {
          rule: 'outside_working_hours',
          message: `Booking ${id} no longer fits res_dr_niket: outside_working_hours`,
          booking_ids: [id],
          resource_ids: ['res_dr_niket'],
          since: '2026-04-15T09:42:11Z',
        },
      },
    })
    expect(await eventsAfter(sandbox, before)).toEqual([
      {
        type: 'resource.availability_changed',
        data: { object: resource.json, affected_range: { from: '2026-04-15T09:42:11Z', to: null } },
      },
      violation(ten),
      violation(friday),
    ])
    // They stay where they are.
    for (const id of [ten, noon, friday])
      expect((await sandbox.send('GET', `/v2/bookings/${id}`)).json).toMatchObject({
        status: 'confirmed',
        revision: 1,
      })
  })

  test.each([
    ['10:30', '18:00', true],
    ['10:01', '18:00', true],
    ['10:00', '10:30', false],
    ['09:00', '10:29', true],
  ])('from %s to %s strand a booking from 10:00 to 10:30: %s', async (start, end, strands) => {
    const sandbox = await forkSandbox()
    const ids = await bookAll(sandbox, [mondayTen])
    const { json } = await setWeek(sandbox, sixDays(start, end))
    expect(json.stranded_booking_ids).toEqual(strands ? ids : [])
  })

  test('strand what begins now, not what has begun or was cancelled', async () => {
    const sandbox = await forkSandbox()
    const [, now] = await bookAll(sandbox, [mondayTen, '2026-04-20T05:00:00Z', mondayNoon])
    await sandbox.sandbox.store.write(trx =>
      // A cancelled booking takes nothing any more.
      trx.deleteFrom('occupancies').where('start_at', '=', '2026-04-20T06:30:00.000Z').execute(),
    )
    sandbox.clock.set(Date.parse('2026-04-20T05:00:00Z'))
    const { json } = await setWeek(sandbox, {})
    expect(json.stranded_booking_ids).toEqual([now])
  })

  test('strand nothing that broke the rule already, and tell of it no second time', async () => {
    const sandbox = await forkSandbox()
    await bookAll(sandbox, ['2026-04-19T04:30:00Z'], { override_conflicts: true })
    const [ten] = await bookAll(sandbox, [mondayTen])
    const before = (await sandbox.events()).length
    expect((await setWeek(sandbox, sixDays('11:00', '18:00'))).json.stranded_booking_ids).toEqual([ten])
    expect((await setWeek(sandbox, {})).json.stranded_booking_ids).toEqual([])
    expect(await violationsAfter(sandbox, before)).toEqual([`outside_working_hours ${ten}`])
  })

  test('strand a booking again when it had been in hours meanwhile', async () => {
    const sandbox = await forkSandbox()
    const ids = await bookAll(sandbox, [mondayTen])
    for (const expected of [ids, [], ids]) {
      const [start, end] = expected.length === 0 ? ['09:00', '18:00'] : ['12:00', '18:00']
      const { json } = await setWeek(sandbox, sixDays(start ?? '', end ?? ''))
      expect(json.stranded_booking_ids).toEqual(expected)
    }
  })

  test('of a room strand what takes it in a further group', async () => {
    const sandbox = await withRoom()
    const { json } = await book(sandbox, bodyAt(mondayTen, { service_id: 'svc_room' }))
    expect(json.allocations).toHaveLength(2)
    const before = (await sandbox.events()).length
    const answer = await setWeek(sandbox, sixDays('12:00', '18:00'), { resource: 'res_room' })
    expect(answer.json.stranded_booking_ids).toEqual([json.id])
    const [, violation] = await eventsAfter(sandbox, before)
    expect(violation?.data.object).toMatchObject({ booking_ids: [json.id], resource_ids: ['res_room'] })
  })

  test('of one resource strand nothing of another', async () => {
    const sandbox = await withRoom()
    await book(sandbox, bodyAt(mondayTen))
    const answer = await setWeek(sandbox, {}, { resource: 'res_room' })
    expect(answer.json.stranded_booking_ids).toEqual([])
  })
})

describe('a smaller capacity', () => {
  async function together(parties: readonly number[]): Promise<{ sandbox: TestSandbox; ids: string[] }> {
    const sandbox = await forkSandbox()
    await patchNiket(sandbox, { capacity: 10 })
    await sandbox.sandbox.store.write(trx => trx.updateTable('services').set({ capacity: 10 }).execute())
    const ids: string[] = []
    for (const party_size of parties) ids.push(...(await bookAll(sandbox, [mondayTen], { party_size })))
    return { sandbox, ids }
  }

  test.each([
    [[3, 2], 5, []],
    [[3, 2], 4, ['capacity_full a', 'capacity_full b']],
    [[3], 2, ['capacity_full a']],
    [[1, 1], 1, ['existing_booking a+b', 'existing_booking b+a']],
  ])('parties of %j in %i units', async (parties, capacity, expected) => {
    const { sandbox, ids } = await together(parties)
    const before = (await sandbox.events()).length
    expect((await patchNiket(sandbox, { capacity })).status).toBe(200)
    const letters = ['a', 'b']
    const told = (await violationsAfter(sandbox, before)).map(text =>
      ids.reduce((named, id, i) => named.replaceAll(id, letters[i] ?? ''), text),
    )
    expect(told.toSorted()).toEqual(expected)
  })

  test('is told of after what changed', async () => {
    const { sandbox } = await together([2])
    const before = (await sandbox.events()).length
    await patchNiket(sandbox, { capacity: 1, name: 'Dr N' })
    expect((await sandbox.eventTypes()).slice(before)).toEqual([
      'resource.updated',
      'resource.availability_changed',
      'schedule.violation_detected',
    ])
  })
})

describe('another time zone', () => {
  test('strands by the wall time of each date: a zone without summer time strands what comes after the change', async () => {
    const sandbox = await forkSandbox()
    sandbox.clock.set(Date.parse('2026-03-02T00:00:00Z'))
    await patchNiket(sandbox, { timezone: 'America/New_York' })
    await setWeek(sandbox, sixDays('08:00', '12:00'))
    // 08:00 each time; New York's clocks go forward on 8 March 2026.
    const [, after] = await bookAll(sandbox, ['2026-03-06T13:00:00Z', '2026-03-09T12:00:00Z'])
    const before = (await sandbox.events()).length
    await patchNiket(sandbox, { timezone: 'America/Panama' })
    expect(await violationsAfter(sandbox, before)).toEqual([`outside_working_hours ${after}`])
  })

  test('of hours through the night moves with its zone', async () => {
    const sandbox = await forkSandbox()
    await setWeek(sandbox, { mon: [{ start: '22:00', end: '06:00' }] })
    // 05:00 on Tuesday in Kolkata is 12:15 on Tuesday in the Chatham Islands.
    const [night] = await bookAll(sandbox, ['2026-04-27T23:30:00Z'])
    const before = (await sandbox.events()).length
    await patchNiket(sandbox, { timezone: 'Pacific/Chatham' })
    expect(await violationsAfter(sandbox, before)).toEqual([`outside_working_hours ${night}`])
  })
})

async function withRoom(): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  await addRoomService(sandbox)
  return sandbox
}
