import { beforeEach, describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addResource, addService, bodyAt, book, everything, faultsOf } from '../bookings/booking-world.ts'
import { bookingsOf, createSeries, refusedIn, seriesBody, startsOf } from './series-world.ts'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await forkSandbox()
})

describe('a series whose dates are free', () => {
  test('is answered whole', async () => {
    const answer = await createSeries(sandbox, { metadata: { plan: 'physio' } })
    expect([answer.status, answer.headers.etag]).toEqual([201, '"1"'])
    const { id, occurrences, ...members } = answer.json
    expect(members).toEqual({
      tenant_id: 'tnt_clinic',
      customer_id: 'cust_priya_01',
      service_id: 'svc_consult_30',
      resource_id: 'res_dr_niket',
      rrule: 'FREQ=WEEKLY;COUNT=4',
      start_local: '2026-04-20T10:30:00',
      timezone: 'Asia/Kolkata',
      on_conflict: 'fail',
      skipped: [],
      status: 'active',
      metadata: { plan: 'physio' },
      created_at: '2026-04-15T09:42:11Z',
      updated_at: '2026-04-15T09:42:11Z',
      revision: 1,
    })
    expect(id).toMatch(/^series_/)
    expect(occurrences.map(({ booking_id: _, ...rest }: { booking_id: string }) => rest)).toEqual(
      ['2026-04-20', '2026-04-27', '2026-05-04', '2026-05-11'].map(day => ({
        original_start_at: `${day}T05:00:00Z`,
        start_at: `${day}T05:00:00Z`,
        status: 'confirmed',
      })),
    )
  })

  test('makes bookings like any other, which name it', async () => {
    const answer = await createSeries(sandbox, {
      channel: 'video_zoom',
      notes: 'Bring the splint',
      send_confirmation: false,
    })
    const [first = ''] = bookingsOf(answer)
    const { json } = await sandbox.send('GET', `/v2/bookings/${first}`)
    expect(json).toMatchObject({
      series_id: answer.json.id,
      original_start_at: '2026-04-20T05:00:00Z',
      status: 'confirmed',
      channel: 'video_zoom',
      notes: 'Bring the splint',
      send_confirmation: false,
      join_url: `https://zoom.example/ideadunes/${first}`,
    })
    const listed = await sandbox.send('GET', `/v2/bookings?series_id=${answer.json.id}&order=start_at`)
    expect(listed.json.data.map((booking: { id: string }) => booking.id)).toEqual(bookingsOf(answer))
    expect((await book(sandbox, bodyAt('2026-05-11T05:00:00Z'))).status).toBe(422)
  })

  test('tells of each booking, confirmed or pending as the service has it', async () => {
    await createSeries(sandbox, { rrule: 'FREQ=DAILY;COUNT=1' })
    expect(await sandbox.eventTypes()).toEqual(['booking.created', 'booking.confirmed'])
    await addService(sandbox, { id: 'svc_manual', confirmation: 'manual' })
    const pending = await createSeries(sandbox, { service_id: 'svc_manual', start_local: '2026-04-20T12:00' })
    expect(pending.json.occurrences[0].status).toBe('pending')
    expect((await sandbox.eventTypes()).slice(2)).toEqual(Array(4).fill('booking.created'))
  })

  test('holds the wall time over a change of the clocks', async () => {
    await addResource(sandbox, { id: 'res_ny', timezone: 'America/New_York' })
    await addService(sandbox, {
      id: 'svc_ny',
      horizon_days: 400,
      requirements: JSON.stringify([{ group: 'staff', resource_ids: ['res_ny'], skills: [] }]),
    })
    const answer = await createSeries(sandbox, {
      service_id: 'svc_ny',
      resource_id: 'res_ny',
      start_local: '2026-10-23T10:30',
      rrule: 'FREQ=WEEKLY;COUNT=3',
    })
    expect([answer.json.timezone, ...startsOf(answer)]).toEqual([
      'America/New_York',
      '2026-10-23T14:30:00Z',
      '2026-10-30T14:30:00Z',
      '2026-11-06T15:30:00Z',
    ])
  })

  test('may have 52 of them', async () => {
    await addService(sandbox, { id: 'svc_long', horizon_days: 400 })
    const answer = await createSeries(sandbox, { service_id: 'svc_long', rrule: 'FREQ=WEEKLY;COUNT=52' })
    expect([answer.status, answer.json.occurrences?.length]).toEqual([201, 52])
  })
})

describe('dates that are not free', () => {
  // The seeded booking of the 21st, in a morning that begins late; Sundays are closed.
  const daily = { rrule: 'FREQ=DAILY;COUNT=7' }
  const refused = [
    '2026-04-21T05:00:00Z existing_booking outside_working_hours',
    '2026-04-26T05:00:00Z outside_working_hours',
  ]

  test('fail lists every one with all its conflicts, and writes nothing', async () => {
    const before = await everything(sandbox)
    const answer = await createSeries(sandbox, daily)
    expect([answer.status, answer.json.error.code]).toEqual([422, 'resource_unavailable'])
    const { conflicts, suggestions, dates } = answer.json.error.details
    expect(refusedIn(dates)).toEqual(refused)
    expect(conflicts).toEqual([
      { type: 'existing_booking', id: 'bk_01HXYW999' },
      { type: 'outside_working_hours' },
    ])
    expect(suggestions).toEqual([])
    expect(answer.json.error.message).toContain('2 of 7 dates')
    expect(await everything(sandbox)).toEqual(before)
    // Not even ids were drawn for what was not made.
    const [other, alone] = [await forkSandbox(), await forkSandbox()]
    await createSeries(other, daily)
    expect((await createSeries(other)).json).toEqual((await createSeries(alone)).json)
  })

  test('skip leaves them out and says why', async () => {
    const answer = await createSeries(sandbox, { ...daily, on_conflict: 'skip' })
    expect(answer.status).toBe(201)
    expect(startsOf(answer).map(start => start.slice(8, 10))).toEqual(['20', '22', '23', '24', '25'])
    expect(refusedIn(answer.json.skipped)).toEqual(refused)
  })

  test('nearest takes the nearest free start, of two the later, and says why', async () => {
    const answer = await createSeries(sandbox, { ...daily, on_conflict: 'nearest' })
    expect(answer.status).toBe(201)
    expect(startsOf(answer)).toEqual([
      '2026-04-20T05:00:00Z',
      // Eleven o'clock in Kolkata is when the 21st begins.
      '2026-04-21T05:30:00Z',
      '2026-04-22T05:00:00Z',
      '2026-04-23T05:00:00Z',
      '2026-04-24T05:00:00Z',
      '2026-04-25T05:00:00Z',
      // Sunday goes to Monday morning: nothing comes after it.
      '2026-04-27T03:30:00Z',
    ])
    expect(answer.json.skipped).toEqual([])
    expect(answer.json.occurrences[1]).toMatchObject({
      original_start_at: '2026-04-21T05:00:00Z',
      conflicts: [{ type: 'existing_booking', id: 'bk_01HXYW999' }, { type: 'outside_working_hours' }],
    })
    expect(answer.json.occurrences[0]).not.toHaveProperty('conflicts')
  })

  test('nearest leaves a date out where nothing is nearer to it than to the dates beside it', async () => {
    const answer = await createSeries(sandbox, { rrule: 'FREQ=DAILY;COUNT=8', on_conflict: 'nearest' })
    expect(refusedIn(answer.json.skipped)).toEqual([refused[1]])
    expect(startsOf(answer).slice(-2)).toEqual(['2026-04-25T05:00:00Z', '2026-04-27T05:00:00Z'])
  })

  test('nearest never moves into the past, nor onto a booking of the same series', async () => {
    sandbox.clock.set(Date.parse('2026-04-20T05:01:00Z'))
    await book(sandbox, bodyAt('2026-04-20T05:30:00Z'))
    const answer = await createSeries(sandbox, {
      rrule: 'FREQ=DAILY;COUNT=1',
      start_local: '2026-04-20T11:00',
      on_conflict: 'nearest',
    })
    // 10:30 is as near, and is over.
    expect(startsOf(answer)).toEqual(['2026-04-20T06:00:00Z'])
  })

  test('bookings of one series are in the way of each other', async () => {
    await addService(sandbox, { id: 'svc_long', duration_min: 30 * 60, horizon_days: 60 })
    await sandbox.send('PUT', '/v2/resources/res_dr_niket/working_hours', {
      body: {
        weekly: Object.fromEntries(
          ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [
            day,
            [{ start: '00:00', end: '24:00' }],
          ]),
        ),
      },
    })
    const answer = await createSeries(sandbox, {
      service_id: 'svc_long',
      start_local: '2026-05-04T10:30',
      rrule: 'FREQ=DAILY;COUNT=3',
    })
    expect(answer.json.error.details.dates).toEqual([
      { original_start_at: '2026-05-05T05:00:00Z', conflicts: [{ type: 'existing_booking' }] },
    ])
  })

  test('where nothing is left, skip and nearest refuse too', async () => {
    for (const on_conflict of ['skip', 'nearest']) {
      const answer = await createSeries(sandbox, {
        rrule: 'FREQ=WEEKLY;COUNT=2',
        start_local: '2030-04-20T10:30',
        on_conflict,
      })
      expect([answer.status, answer.json.error.code]).toEqual([422, 'resource_unavailable'])
      expect(refusedIn(answer.json.error.details.dates)[0]).toBe('2030-04-20T05:00:00Z beyond_horizon')
    }
  })
})

describe('who serves it', () => {
  beforeEach(async () => {
    await addResource(sandbox, { id: 'res_asha' })
    await addService(sandbox, {
      id: 'svc_both',
      requirements: JSON.stringify([
        { group: 'staff', resource_ids: ['res_asha', 'res_dr_niket'], skills: [] },
      ]),
    })
  })

  test('is one resource: the first in turn that is free on all dates', async () => {
    await book(sandbox, bodyAt('2026-05-04T05:00:00Z', { service_id: 'svc_both', resource_id: 'res_asha' }))
    const answer = await createSeries(sandbox, { service_id: 'svc_both', resource_id: undefined })
    expect([answer.status, answer.json.resource_id]).toEqual([201, 'res_dr_niket'])
  })

  test('is the one with the fewest dates that are not free, where nobody is free on all', async () => {
    for (const [day, resource_id] of [
      ['20', 'res_asha'],
      ['27', 'res_asha'],
      ['20', 'res_dr_niket'],
    ]) {
      await book(sandbox, bodyAt(`2026-04-${day}T05:00:00Z`, { service_id: 'svc_both', resource_id }))
    }
    const answer = await createSeries(sandbox, {
      service_id: 'svc_both',
      resource_id: undefined,
      on_conflict: 'skip',
    })
    expect([answer.json.resource_id, answer.json.skipped.length]).toEqual(['res_dr_niket', 1])
  })
})

describe('what is refused', () => {
  test.each([
    [{ rrule: 'FREQ=WEEKLY;COUNT=53' }, ['/rrule invalid_rrule']],
    [{ rrule: 'FREQ=WEEKLY;UNTIL=20280101' }, ['/rrule invalid_rrule']],
    [{ rrule: 'FREQ=YEARLY' }, ['/rrule invalid_rrule', '/rrule invalid_rrule']],
    [{ rrule: ' ' }, ['/rrule invalid_format']],
    [{ start_local: '2026-04-31T10:30' }, ['/start_local invalid_format']],
    [{ start_local: '2026-04-20T10:30:00Z' }, ['/start_local invalid_format']],
    [{ start_local: '2026-04-20T10:30:30' }, ['/start_local invalid_format']],
    [{ start_local: '9999-12-31T23:00', rrule: 'FREQ=DAILY;COUNT=1' }, []],
    [{ customer_id: 'cust_nobody' }, ['/customer_id not_found']],
    [{ service_id: 'svc_nothing' }, ['/service_id not_found']],
    [{ resource_id: 'res_nobody' }, ['/resource_id not_found']],
    [{ on_conflict: 'override' }, ['/on_conflict not_allowed']],
    [
      { customer_id: 'cust_nobody', rrule: 'FREQ=DAILY', start_local: '2026-02-30T10:30' },
      ['/customer_id not_found', '/start_local invalid_format', '/rrule invalid_rrule'],
    ],
  ])('%j', async (members, faults) => {
    const answer = await createSeries(sandbox, members)
    expect(answer.status).toBe(422)
    expect(faultsOf(answer)).toEqual(faults)
    expect(await sandbox.eventTypes()).toEqual([])
  })
})

test('fifty parallel series on one time: one is made, forty-nine are refused', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => createSeries(sandbox)))
  const statuses = answers.map(({ status }) => status)
  expect([
    statuses.filter(status => status === 201).length,
    statuses.filter(status => status === 422).length,
  ]).toEqual([1, 49])
  expect(await sandbox.eventTypes()).toHaveLength(8)
})

test('series and bookings in parallel never take a time twice', async () => {
  const starts = ['2026-04-20', '2026-04-27', '2026-05-04', '2026-05-11'].map(day => `${day}T05:00:00Z`)
  const sent = Array.from({ length: 40 }, (_, i) =>
    i % 4 === 3
      ? createSeries(sandbox, { on_conflict: 'skip' })
      : book(sandbox, bodyAt(starts[i % starts.length] ?? '')),
  )
  await Promise.all(sent)
  const listed = await sandbox.send('GET', '/v2/bookings?limit=100&start_to=2026-06-01T00:00:00Z')
  const taken = listed.json.data
    .map((booking: { start_at: string }) => booking.start_at)
    .filter((start: string) => starts.includes(start))
  expect(taken.toSorted()).toEqual(starts)
})

test('a capacity of five takes exactly five series', async () => {
  await addResource(sandbox, { id: 'res_studio', type: 'room', capacity: 5 })
  await addService(sandbox, {
    id: 'svc_class',
    capacity: 5,
    requirements: JSON.stringify([{ group: 'room', resource_ids: ['res_studio'], skills: [] }]),
  })
  const members = { service_id: 'svc_class', resource_id: 'res_studio' }
  const answers = await Promise.all(Array.from({ length: 12 }, () => createSeries(sandbox, members)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5)
})

test('a retry with the same key answers the same bytes, and books nothing more', async () => {
  const request = { body: seriesBody(), idempotencyKey: 'weekly' }
  const first = await sandbox.send('POST', '/v2/booking_series', request)
  const again = await sandbox.send('POST', '/v2/booking_series', request)
  expect([again.status, again.text]).toEqual([201, first.text])
  expect(await sandbox.eventTypes()).toHaveLength(8)
})
