import { describe, expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { addResource, everything, faultsOf } from '../bookings/booking-world.ts'
import { addException, conflictsAt, onDates } from './exception-world.ts'
import { bookAll, eventsAfter, hours, violationsAfter } from './resource-world.ts'

const mondayTen = '2026-04-20T04:30:00Z'

describe('createException', () => {
  test('closes a date, names the bookings that it strands, and tells of both', async () => {
    const sandbox = await forkSandbox()
    const [later, ten] = await bookAll(sandbox, ['2026-04-20T07:30:00Z', mondayTen])
    await bookAll(sandbox, ['2026-04-22T04:30:00Z'])
    const before = (await sandbox.events()).length
    const answer = await addException(sandbox, {
      ...onDates('closed', '2026-04-20'),
      reason: 'Ill',
      metadata: { a: 'b' },
    })
    expect([answer.status, answer.headers.etag]).toEqual([201, '"1"'])
    expect(answer.json).toEqual({
      id: expect.stringMatching(/^exc_[0-9A-Z]{26}$/),
      tenant_id: 'tnt_clinic',
      resource_id: 'res_dr_niket',
      kind: 'closed',
      from: '2026-04-20',
      to: '2026-04-20',
      intervals: [],
      reason: 'Ill',
      metadata: { a: 'b' },
      created_at: '2026-04-15T09:42:11Z',
      updated_at: '2026-04-15T09:42:11Z',
      revision: 1,
      stranded_booking_ids: [ten, later],
    })
    const resource = await sandbox.send('GET', '/v2/resources/res_dr_niket')
    // A resource and its exceptions have revisions of their own.
    expect(resource.json.revision).toBe(1)
    const [changed, ...violations] = await eventsAfter(sandbox, before)
    expect(changed).toEqual({
      type: 'resource.availability_changed',
      data: {
        object: resource.json,
        affected_range: { from: '2026-04-19T18:30:00Z', to: '2026-04-20T18:30:00Z' },
      },
    })
    expect(violations.map(({ type, data }) => [type, data.object.rule, data.object.booking_ids])).toEqual([
      ['schedule.violation_detected', 'time_off', [ten]],
      ['schedule.violation_detected', 'time_off', [later]],
    ])
    expect(await conflictsAt(sandbox, '2026-04-20T05:30:00Z')).toEqual(['time_off'])
  })

  test('strands nothing anew that another exception has closed already', async () => {
    const sandbox = await forkSandbox()
    const ids = await bookAll(sandbox, [mondayTen])
    expect((await addException(sandbox, onDates('closed', '2026-04-20'))).json.stranded_booking_ids).toEqual(
      ids,
    )
    const before = (await sandbox.events()).length
    expect(
      (await addException(sandbox, onDates('closed', '2026-04-19', '2026-04-20'))).json.stranded_booking_ids,
    ).toEqual([])
    expect(await violationsAfter(sandbox, before)).toEqual([])
  })

  // 20 April 2026 is a Monday, 19 April a Sunday; local time is UTC+05:30, hours are 09:00-18:00.
  test.each([
    ['open', onDates('open', '2026-04-19'), '2026-04-19T05:00:00Z', []],
    [
      'open for hours',
      onDates('open', '2026-04-19', '2026-04-19', hours('10:00-14:00')),
      '2026-04-19T08:30:00Z',
      ['outside_working_hours'],
    ],
    [
      'open for hours',
      onDates('open', '2026-04-19', '2026-04-19', hours('10:00-14:00')),
      '2026-04-19T08:00:00Z',
      [],
    ],
    [
      'open into the night',
      onDates('open', '2026-04-19', '2026-04-19', hours('22:00-02:00')),
      '2026-04-19T20:00:00Z',
      [],
    ],
    [
      'open until midnight',
      onDates('open', '2026-04-19', '2026-04-19', hours('22:00-24:00')),
      '2026-04-19T18:30:00Z',
      ['outside_working_hours'],
    ],
    [
      'open between instants',
      onDates('open', '2026-04-19T05:00:00Z', '2026-04-19T06:00:00Z'),
      '2026-04-19T05:30:00Z',
      [],
    ],
    [
      'closed for hours',
      onDates('closed', '2026-04-20', '2026-04-20', hours('12:00-13:00')),
      '2026-04-20T06:30:00Z',
      ['time_off'],
    ],
    [
      'closed for hours',
      onDates('closed', '2026-04-20', '2026-04-20', hours('12:00-13:00')),
      '2026-04-20T07:30:00Z',
      [],
    ],
    [
      'closed on both dates',
      onDates('closed', '2026-04-18', '2026-04-20'),
      '2026-04-20T12:00:00Z',
      ['time_off'],
    ],
    [
      'closed until an instant',
      onDates('closed', '2026-04-20T00:00:00Z', '2026-04-20T10:00:00+05:30'),
      '2026-04-20T04:30:00Z',
      [],
    ],
    [
      'replaced',
      onDates('replace', '2026-04-20', '2026-04-20', hours('07:00-08:00')),
      '2026-04-20T01:30:00Z',
      [],
    ],
    [
      'replaced',
      onDates('replace', '2026-04-20', '2026-04-20', hours('07:00-08:00')),
      mondayTen,
      ['outside_working_hours'],
    ],
    [
      'replaced by nothing',
      onDates('replace', '2026-04-20', '2026-04-20', []),
      mondayTen,
      ['outside_working_hours'],
    ],
  ])('%s: %j, a booking at %s meets %j', async (_, body, start, conflicts) => {
    const sandbox = await forkSandbox()
    const answer = await addException(sandbox, body)
    expect(answer.status, answer.text).toBe(201)
    expect(await conflictsAt(sandbox, start)).toEqual(conflicts)
  })

  test('answers instants in UTC, and hours in order of time', async () => {
    const sandbox = await forkSandbox()
    const body = onDates(
      'replace',
      '2026-05-04T09:00:00+05:30',
      '2026-05-05T00:00:00Z',
      hours('14:00-18:00', '09:00-12:00'),
    )
    expect((await addException(sandbox, body)).json).toMatchObject({
      from: '2026-05-04T03:30:00Z',
      to: '2026-05-05T00:00:00Z',
      intervals: hours('09:00-12:00', '14:00-18:00'),
    })
  })

  test.each([
    ['2026-05-04', '2026-05-05', [], { from: '2026-05-03T18:30:00Z', to: '2026-05-05T18:30:00Z' }],
    // The night that begins on the last date belongs to it.
    [
      '2026-05-04',
      '2026-05-05',
      hours('22:00-06:30'),
      { from: '2026-05-03T18:30:00Z', to: '2026-05-06T01:00:00Z' },
    ],
    [
      '2026-05-04T00:00:00Z',
      '2026-05-04T01:00:00Z',
      undefined,
      { from: '2026-05-04T00:00:00Z', to: '2026-05-04T01:00:00Z' },
    ],
    ['9999-12-30', '9999-12-31', [], { from: '9999-12-29T18:30:00Z', to: '9999-12-31T18:30:00Z' }],
    ['1970-01-01', '1970-01-01', [], { from: '1970-01-01T00:00:00Z', to: '1970-01-01T18:30:00Z' }],
  ])('from %s to %s with %j affects %j', async (from, to, intervals, range) => {
    const sandbox = await forkSandbox()
    expect((await addException(sandbox, onDates('open', from, to, intervals))).status).toBe(201)
    const [event] = await sandbox.events()
    expect(event.data.affected_range).toEqual(range)
  })

  test.each([
    [{}, ['/kind required', '/from required', '/to required']],
    [onDates('holiday', '2026-12-25'), ['/kind not_allowed']],
    [onDates('closed', '2026-02-30'), ['/from invalid_format', '/to invalid_format']],
    [onDates('closed', '25.12.2026'), ['/from invalid_format', '/to invalid_format']],
    [onDates('closed', '2026-12-25', '2026-12-24'), ['/to not_after']],
    [onDates('closed', '2026-12-25T00:00:00Z', '2026-12-25T00:00:00Z'), ['/to not_after']],
    [onDates('closed', '2026-12-25T05:30:00+05:30', '2026-12-25T00:00:00Z'), ['/to not_after']],
    [onDates('closed', '2026-12-24', '2026-12-25T00:00:00Z'), ['/to mixed']],
    [onDates('closed', '2026-12-24T00:00:00Z', '2026-12-25'), ['/to mixed']],
    [onDates('replace', '2026-12-24'), ['/intervals required']],
    [
      onDates('closed', '2026-12-24T00:00:00Z', '2026-12-25T00:00:00Z', hours('09:00-10:00')),
      ['/intervals not_allowed'],
    ],
    [
      onDates('open', '2026-12-24T00:00:00Z', '2026-12-25T00:00:00Z', hours('09:00-10:00')),
      ['/intervals not_allowed'],
    ],
    [onDates('open', '2026-12-24', '2026-12-24', hours('09:00-09:00')), ['/intervals/0/end empty_interval']],
    [
      onDates('open', '2026-12-24', '2026-12-24', hours('09:00-12:00', '11:00-13:00')),
      ['/intervals/1 overlapping'],
    ],
    [onDates('open', '2026-12-24', '2026-12-24', hours('22:00-06:00', '05:00-07:00')), []],
    [
      onDates('open', '2026-12-24', '2026-12-25', hours('22:00-06:00', '05:00-07:00')),
      ['/intervals/1 overlapping'],
    ],
    [
      onDates('open', '2026-12-24', '2026-12-24', hours('24:00-06:00')),
      ['/intervals/0/start invalid_format'],
    ],
    [{ ...onDates('replace', '2026-12-25', '2026-12-24'), reason: 3 }, ['/reason wrong_type']],
    [onDates('replace', '2026-12-25', '2026-12-24'), ['/to not_after', '/intervals required']],
  ])('%j: faults %j', async (body, faults) => {
    const sandbox = await forkSandbox()
    const before = await everything(sandbox)
    const answer = await addException(sandbox, body)
    if (faults.length === 0) return expect(answer.status).toBe(201)
    expect([answer.status, faultsOf(answer)]).toEqual([422, faults])
    expect(await everything(sandbox)).toEqual(before)
  })

  test('of a resource that is not there, or of another tenant, is not there', async () => {
    const sandbox = await forkSandbox()
    const body = onDates('closed', '2026-12-25')
    expect((await addException(sandbox, body, { tenant: 'tnt_ideadunes' })).status).toBe(404)
    expect((await sandbox.send('POST', '/v2/resources/res_x/exceptions', { body })).status).toBe(404)
    expect((await addException(sandbox, body, { key: 'publishable' })).status).toBe(403)
  })
})

describe('replacing the same hours twice', () => {
  // exc_late_start replaces 2026-04-21, which is 18:30Z the day before to 18:30Z.
  test.each([
    ['2026-04-21', '2026-04-21', 409],
    ['2026-04-19', '2026-04-21', 409],
    ['2026-04-21', '2026-04-30', 409],
    ['2026-04-22', '2026-04-30', 201],
    ['2026-04-19', '2026-04-20', 201],
    ['2026-04-20T00:00:00Z', '2026-04-20T18:30:00Z', 201],
    ['2026-04-20T00:00:00Z', '2026-04-20T18:30:01Z', 409],
    ['2026-04-21T18:30:00Z', '2026-04-21T18:30:01Z', 201],
    ['2026-04-21T18:29:59Z', '2026-04-21T18:30:01Z', 409],
  ])('from %s to %s: %i', async (from, to, status) => {
    const sandbox = await forkSandbox()
    const answer = await addException(sandbox, onDates('replace', from, to, []))
    expect(answer.status).toBe(status)
    if (status === 409) expect(answer.json.error.details).toEqual({ exception_ids: ['exc_late_start'] })
    expect((await sandbox.eventTypes()).length > 0).toBe(status === 201)
  })

  test('only stands in the way of `replace`, and on one resource', async () => {
    const sandbox = await forkSandbox()
    await addResource(sandbox, { id: 'res_dr_asha' })
    for (const kind of ['open', 'closed'])
      expect((await addException(sandbox, onDates(kind, '2026-04-21'))).status).toBe(201)
    const body = onDates('replace', '2026-04-21', '2026-04-21', [])
    expect((await sandbox.send('POST', '/v2/resources/res_dr_asha/exceptions', { body })).status).toBe(201)
  })
})
