import { describe, expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { everything, faultsOf } from '../bookings/booking-world.ts'
import { conflictsAt } from './exception-world.ts'
import { hours, setWeek, sixDays } from './resource-world.ts'

describe('the week', () => {
  test('is answered whole, each day in order of time, with the revision of the resource', async () => {
    const sandbox = await forkSandbox()
    const answer = await setWeek(sandbox, { wed: hours('14:00-18:00', '09:00-12:00') })
    expect([answer.status, answer.headers.etag]).toEqual([200, '"2"'])
    expect(answer.json).toEqual({
      resource_id: 'res_dr_niket',
      timezone: 'Asia/Kolkata',
      weekly: {
        mon: [],
        tue: [],
        wed: hours('09:00-12:00', '14:00-18:00'),
        thu: [],
        fri: [],
        sat: [],
        sun: [],
      },
      revision: 2,
      stranded_booking_ids: [],
    })
    const { stranded_booking_ids: _, ...read } = answer.json
    const found = await sandbox.send('GET', '/v2/resources/res_dr_niket/working_hours')
    expect([found.json, found.headers.etag]).toEqual([read, '"2"'])
    const resource = await sandbox.send('GET', '/v2/resources/res_dr_niket')
    const events = await sandbox.events()
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      [
        'resource.availability_changed',
        { object: resource.json, affected_range: { from: '2026-04-15T09:42:11Z', to: null } },
      ],
    ])
  })

  test('that is the same, however it is written, changes nothing', async () => {
    const sandbox = await forkSandbox()
    const before = await everything(sandbox)
    const answer = await setWeek(sandbox, { ...sixDays('09:00', '18:00'), sun: [] })
    expect([answer.status, answer.json.revision, answer.json.stranded_booking_ids]).toEqual([200, 1, []])
    expect((await setWeek(sandbox, sixDays('09:00', '18:00'))).json.revision).toBe(1)
    expect(await everything(sandbox)).toEqual(before)
  })

  test('is only replaced at the revision that If-Match names', async () => {
    const sandbox = await forkSandbox()
    const at = async (match: string, weekly: object) =>
      (await setWeek(sandbox, weekly, { headers: { 'if-match': match } })).status
    expect(await at('"1"', {})).toBe(200)
    expect(await at('"1"', sixDays('10:00', '11:00'))).toBe(412)
    // Before the hours are judged.
    expect(await at('"1"', { mon: hours('09:00-09:00') })).toBe(412)
  })
})

describe('refused', () => {
  test.each([
    [{ mon: hours('09:00-09:00') }, ['/weekly/mon/0/end empty_interval']],
    [{ mon: hours('00:00-00:00') }, ['/weekly/mon/0/end empty_interval']],
    [{ mon: hours('09:00-12:00', '11:59-13:00') }, ['/weekly/mon/1 overlapping']],
    [{ mon: hours('11:00-13:00', '09:00-12:00') }, ['/weekly/mon/1 overlapping']],
    [
      { mon: hours('09:00-18:00', '10:00-11:00', '17:00-19:00') },
      ['/weekly/mon/1 overlapping', '/weekly/mon/2 overlapping'],
    ],
    [{ mon: hours('22:00-06:00'), tue: hours('05:59-12:00') }, ['/weekly/tue/0 overlapping']],
    [{ sun: hours('22:00-06:00'), mon: hours('00:00-01:00') }, ['/weekly/mon/0 overlapping']],
    [{ mon: hours('22:00-06:00', '23:00-23:30') }, ['/weekly/mon/1 overlapping']],
    [{ fri: hours('22:00-10:00'), sat: hours('12:00-13:00', '09:00-12:00') }, ['/weekly/sat/1 overlapping']],
    [{ mon: hours('9:00-12:00') }, ['/weekly/mon/0/start invalid_format']],
    [{ mon: hours('24:00-12:00') }, ['/weekly/mon/0/start invalid_format']],
    [{ mon: hours('09:00-24:01') }, ['/weekly/mon/0/end invalid_format']],
    [{ mon: null }, ['/weekly/mon null_not_allowed']],
    [{ monday: [] }, ['/weekly/monday unknown_field']],
  ])('%j', async (weekly, faults) => {
    const sandbox = await forkSandbox()
    const answer = await setWeek(sandbox, weekly)
    expect([answer.status, faultsOf(answer)]).toEqual([422, faults])
    expect(await sandbox.eventTypes()).toEqual([])
  })

  test('hours that touch do not overlap, at noon, at midnight and after a night', async () => {
    const weekly = {
      mon: hours('09:00-12:00', '12:00-24:00'),
      tue: hours('00:00-01:00', '22:00-06:00'),
      wed: hours('06:00-07:00', '20:00-00:00'),
      thu: hours('00:00-02:00'),
    }
    expect((await setWeek(await forkSandbox(), weekly)).status).toBe(200)
  })
})

describe('what the hours open', () => {
  // Local time is UTC+05:30; 20 April 2026 is a Monday.
  test.each([
    ['22:00-06:00', '2026-04-20T16:30:00Z', []],
    ['22:00-06:00', '2026-04-20T18:30:00Z', []],
    ['22:00-06:00', '2026-04-21T00:00:00Z', []],
    ['22:00-06:00', '2026-04-21T00:30:00Z', ['outside_working_hours']],
    ['22:00-06:00', '2026-04-19T18:30:00Z', ['outside_working_hours']],
    ['18:00-24:00', '2026-04-20T18:00:00Z', []],
    ['18:00-24:00', '2026-04-20T18:30:00Z', ['outside_working_hours']],
    ['18:00-00:00', '2026-04-20T18:00:00Z', []],
  ])('Monday %s at %s: %j', async (monday, start, conflicts) => {
    const sandbox = await forkSandbox()
    await setWeek(sandbox, { mon: hours(monday) })
    // 21 April has hours of its own in the seed.
    await sandbox.sandbox.store.write(trx => trx.deleteFrom('exceptions').execute())
    expect(await conflictsAt(sandbox, start)).toEqual(conflicts)
  })
})
