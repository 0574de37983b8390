import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, faultsOf } from '../bookings/booking-world.ts'
import { bookAll, niket, patchNiket, setWeek } from './resource-world.ts'

async function schedule(sandbox: TestSandbox, from: string, to: string, request: object = {}) {
  const query = new URLSearchParams({ from, to })
  return await sandbox.send('GET', `${niket}/schedule?${query}`, request)
}

const time = (start: string, end: string) => ({
  start_at: `2026-04-${start}:00Z`,
  end_at: `2026-04-${end}:00Z`,
})

describe('getResourceSchedule', () => {
  test('tells of a local day in UTC: hours of an exception, a booking, and what is left', async () => {
    const sandbox = await forkSandbox()
    const [id] = await bookAll(sandbox, ['2026-04-21T08:30:00Z'])
    const answer = await schedule(sandbox, '2026-04-21', '2026-04-22')
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      resource_id: 'res_dr_niket',
      timezone: 'Asia/Kolkata',
      capacity: 1,
      from: '2026-04-20T18:30:00Z',
      to: '2026-04-21T18:30:00Z',
      open: [time('21T05:30', '21T12:30')],
      busy: [
        { ...time('21T05:00', '21T05:30'), cause: 'booking', id: 'bk_01HXYW999', units: 1 },
        { ...time('21T08:30', '21T09:00'), cause: 'booking', id, units: 1 },
      ],
      free: [
        { ...time('21T05:30', '21T08:30'), seats_left: 1 },
        { ...time('21T09:00', '21T12:30'), seats_left: 1 },
      ],
    })
  })

  test('between instants, with any offset', async () => {
    const sandbox = await forkSandbox()
    const { json } = await schedule(sandbox, '2026-04-20T10:00:00+05:30', '2026-04-20T06:00:00Z')
    expect(json).toMatchObject({
      from: '2026-04-20T04:30:00Z',
      to: '2026-04-20T06:00:00Z',
      open: [time('20T04:30', '20T06:00')],
      free: [{ ...time('20T04:30', '20T06:00'), seats_left: 1 }],
    })
  })

  test('knows time off, offline periods, closed locations and seats', async () => {
    const sandbox = await forkSandbox()
    await patchNiket(sandbox, { capacity: 3 })
    await sandbox.sandbox.store.write(trx => trx.updateTable('services').set({ capacity: 3 }).execute())
    const off = {
      kind: 'closed',
      from: '2026-04-20',
      to: '2026-04-20',
      intervals: [{ start: '09:00', end: '10:00' }],
    }
    const { json: exception } = await sandbox.send('POST', `${niket}/exceptions`, { body: off })
    const period = { from: '2026-04-20T11:30:00Z', until: '2026-04-21T00:00:00Z' }
    await sandbox.send('POST', `${niket}/offline`, { body: period })
    const [id] = await bookAll(sandbox, ['2026-04-20T05:30:00Z'], { party_size: 2 })
    const { json } = await schedule(sandbox, '2026-04-20', '2026-04-21')
    expect(json).toMatchObject({
      capacity: 3,
      open: [time('20T04:30', '20T11:30')],
      busy: [
        { ...time('20T03:30', '20T04:30'), cause: 'time_off', id: exception.id, units: 3 },
        { ...time('20T05:30', '20T06:00'), cause: 'booking', id, units: 2 },
        { ...time('20T11:30', '20T12:30'), cause: 'resource_offline', id: null, units: 3 },
      ],
      free: [
        { ...time('20T04:30', '20T05:30'), seats_left: 3 },
        { ...time('20T05:30', '20T06:00'), seats_left: 1 },
        { ...time('20T06:00', '20T11:30'), seats_left: 3 },
      ],
    })
  })

  test('tells of nights whole, and of the change of clocks', async () => {
    const sandbox = await forkSandbox()
    await patchNiket(sandbox, { timezone: 'America/New_York' })
    await setWeek(sandbox, { sat: [{ start: '22:00', end: '06:00' }] })
    // On 1 November 2026 New York's clocks go back at two: the night has nine hours.
    const { json } = await schedule(sandbox, '2026-10-31', '2026-11-02')
    expect(json.open).toEqual([{ start_at: '2026-11-01T02:00:00Z', end_at: '2026-11-01T11:00:00Z' }])
    expect([json.from, json.to]).toEqual(['2026-10-31T04:00:00Z', '2026-11-02T05:00:00Z'])
  })

  test('of a free start says what createBooking says', async () => {
    const sandbox = await forkSandbox()
    await bookAll(sandbox, ['2026-04-20T05:00:00Z', '2026-04-20T07:30:00Z'])
    const { json } = await schedule(sandbox, '2026-04-20', '2026-04-21')
    const isFree = (ms: number) =>
      json.free.some(
        (one: { start_at: string; end_at: string }) =>
          Date.parse(one.start_at) <= ms && ms + 1_800_000 <= Date.parse(one.end_at),
      )
    for (let ms = Date.parse(json.from); ms < Date.parse(json.to); ms += 1_800_000) {
      const start = new Date(ms).toISOString().replace('.000Z', 'Z')
      expect([start, await canBook(sandbox, start)]).toEqual([start, isFree(ms)])
    }
  })

  test('of an archived resource has nothing open, and what it did', async () => {
    const sandbox = await forkSandbox()
    sandbox.clock.set(Date.parse('2026-04-22T00:00:00Z'))
    await sandbox.send('DELETE', niket)
    const { json } = await schedule(sandbox, '2026-04-21', '2026-04-22')
    expect([json.open, json.free, json.busy.length]).toEqual([[], [], 1])
  })

  test.each([
    ['2026-04-20', '2026-07-19', 200],
    ['2026-04-20', '2026-07-20', 422],
    ['2026-04-20T00:00:00Z', '2026-07-19T00:00:00Z', 200],
    ['2026-04-20T00:00:00Z', '2026-07-19T00:00:01Z', 422],
  ])('from %s to %s: %i', async (from, to, status) => {
    const answer = await schedule(await forkSandbox(), from, to)
    expect(answer.status).toBe(status)
    if (status === 422)
      expect(answer.json.error).toMatchObject({ code: 'range_too_wide', details: { max_days: 90 } })
  })

  test.each([
    ['2026-04-20', '2026-04-20', ['/to not_after']],
    ['2026-04-20T00:00:00Z', '2026-04-19', ['/to not_after']],
    ['2026-04-31', 'next monday', ['/from invalid_format', '/to invalid_format']],
    ['2026-04-20T00:00:00', '2026-04-21', ['/from invalid_format']],
  ])('from %s to %s is refused: %j', async (from, to, faults) => {
    expect(faultsOf(await schedule(await forkSandbox(), from, to))).toEqual(faults)
  })

  test('needs both ends, a secret key, and a resource of the tenant', async () => {
    const sandbox = await forkSandbox()
    const none = await sandbox.send('GET', `${niket}/schedule`)
    expect(faultsOf(none)).toEqual(['/from required', '/to required'])
    expect((await schedule(sandbox, '2026-04-20', '2026-04-21', { key: 'publishable' })).status).toBe(403)
    expect((await schedule(sandbox, '2026-04-20', '2026-04-21', { tenant: 'tnt_ideadunes' })).status).toBe(
      404,
    )
  })
})

/** Whether a start can be booked; what it takes is given back at once. */
async function canBook(sandbox: TestSandbox, start: string): Promise<boolean> {
  const answer = await book(sandbox, bodyAt(start))
  if (answer.status !== 201) return false
  await sandbox.sandbox.store.write(async trx => {
    await trx.deleteFrom('occupancies').where('holder_id', '=', answer.json.id).execute()
  })
  return true
}
