import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addResource, addService, bodyAt, book, conflictTypes, suggestedStarts } from './booking-world.ts'

const { resource_id: _, ...anybody } = bodyAt('2026-04-20T05:00:00Z')

describe('the past', () => {
  test('a secret key records it, without notice', async () => {
    const sandbox = await forkSandbox()
    await sandbox.sandbox.store.write(trx => trx.updateTable('services').set({ notice_min: 600 }).execute())
    const answer = await book(sandbox, bodyAt('2026-04-14T05:00:00Z'))
    expect([answer.status, answer.json.status]).toEqual([201, 'confirmed'])
    // Nor does a start within the notice stop it, once it has passed: 04:00Z today.
    expect((await book(sandbox, bodyAt('2026-04-15T04:00:00Z'))).status).toBe(201)
  })

  test('what is taken there is taken, and the next starts lie there too', async () => {
    const sandbox = await forkSandbox()
    await book(sandbox, bodyAt('2026-04-14T05:00:00Z'))
    const answer = await book(sandbox, bodyAt('2026-04-14T05:00:00Z'))
    expect(conflictTypes(answer)).toEqual(['existing_booking'])
    expect(suggestedStarts(answer)).toEqual(['2026-04-14T05:30:00Z', '2026-04-14T06:00:00Z'])
  })
})

describe('override_conflicts', () => {
  test('books in spite of everything, and tells of each rule that breaks', async () => {
    const sandbox = await forkSandbox()
    const answer = await book(sandbox, bodyAt('2026-04-21T05:00:00Z', { override_conflicts: true }))
    expect(answer.status).toBe(201)
    expect(answer.json).toMatchObject({ status: 'confirmed', override_conflicts: true })
    expect(await sandbox.eventTypes()).toEqual([
      'booking.created',
      'booking.confirmed',
      'schedule.violation_detected',
      'schedule.violation_detected',
    ])
    const violations = (await sandbox.events()).slice(2).map(event => event.data)
    const { id } = answer.json
    const common = { resource_ids: ['res_dr_niket'], since: '2026-04-15T09:42:11Z' }
    expect(violations).toEqual([
      {
        object: {
          rule: 'existing_booking',
          message: `Booking ${id} was made in spite of existing_booking`,
          booking_ids: [id, 'bk_01HXYW999'],
          ...common,
        },
      },
      {
        object: {
          rule: 'outside_working_hours',
          message: `Booking ${id} was made in spite of outside_working_hours`,
          booking_ids: [id],
          ...common,
        },
      },
    ])
    const found = await sandbox.send('GET', `/v2/bookings/${id}`)
    expect(found.json.override_conflicts).toBe(true)
  })

  test('without a conflict it is remembered, and nothing is violated', async () => {
    const sandbox = await forkSandbox()
    const answer = await book(sandbox, bodyAt('2026-04-20T05:00:00Z', { override_conflicts: true }))
    expect(answer.json.override_conflicts).toBe(true)
    expect(await sandbox.eventTypes()).toEqual(['booking.created', 'booking.confirmed'])
  })

  test('what it booked stands in the way of others', async () => {
    const sandbox = await forkSandbox()
    const first = await book(sandbox, bodyAt('2026-04-19T05:00:00Z', { override_conflicts: true }))
    const second = await book(sandbox, bodyAt('2026-04-19T05:00:00Z'))
    expect(second.json.error.details.conflicts).toEqual([
      { type: 'existing_booking', id: first.json.id },
      { type: 'outside_working_hours' },
    ])
  })

  test('it does not excuse a wrong shape', async () => {
    const sandbox = await forkSandbox()
    const answer = await book(sandbox, {
      ...bodyAt('2026-04-20T05:00:00Z'),
      resource_id: 'res_x',
      override_conflicts: true,
    })
    expect(answer.json.error.code).toBe('validation_failed')
  })
})

describe('a service that is confirmed by hand', () => {
  test.each([
    ['2026-04-20T05:00:00Z', '2026-04-16T09:42:11Z'],
    ['2026-04-16T10:00:00Z', '2026-04-16T09:42:11Z'],
    ['2026-04-16T09:30:00Z', '2026-04-16T09:30:00Z'],
    ['2026-04-15T10:00:00Z', '2026-04-15T10:00:00Z'],
  ])('a booking at %s is pending until %s', async (start, confirm_by) => {
    const sandbox = await withManualService()
    const answer = await book(sandbox, bodyAt(start, { service_id: 'svc_manual', channel: 'video_meet' }))
    expect(answer.status).toBe(201)
    expect(answer.json).toMatchObject({ status: 'pending', confirm_by, join_url: null })
    expect(answer.json.policy.confirmation).toBe('manual')
    expect(await sandbox.eventTypes()).toEqual(['booking.created'])
  })

  test('a pending booking holds its time', async () => {
    const sandbox = await withManualService()
    const start = '2026-04-20T05:00:00Z'
    const pending = await book(sandbox, bodyAt(start, { service_id: 'svc_manual' }))
    const other = await book(sandbox, bodyAt(start))
    expect(other.json.error.details.conflicts).toEqual([{ type: 'existing_booking', id: pending.json.id }])
  })

  test("the service's policy goes before the tenant's, and the tenant's before the default", async () => {
    const sandbox = await forkSandbox()
    await sandbox.sandbox.store.write(async trx => {
      await trx
        .updateTable('tenants')
        .set({ policy: JSON.stringify({ cancel_cutoff_min: 60, reschedule_cutoff_min: 60 }) })
        .execute()
      await trx
        .updateTable('services')
        .set({ policy: JSON.stringify({ cancel_cutoff_min: 30 }) })
        .execute()
    })
    const answer = await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
    expect(answer.json.policy).toMatchObject({
      cancel_cutoff_min: 30,
      reschedule_cutoff_min: 60,
      check_in_window_min: 30,
    })
  })
})

describe('without a resource_id', () => {
  test('resources take turns: fewest bookings, then least recently booked, then id', async () => {
    const sandbox = await withTwoDoctors()
    // Dr Niket has the seeded booking within four weeks, so Dr Asha goes first.
    const taken: string[] = []
    for (const hour of ['05', '06', '07', '08']) {
      const answer = await book(sandbox, { ...anybody, start_at: `2026-04-22T${hour}:00:00Z` })
      taken.push(answer.json.resource_id)
      expect(answer.json.allocations).toEqual([{ group: 'staff', resource_id: answer.json.resource_id }])
      sandbox.clock.set(sandbox.clock.now() + 1000)
    }
    expect(taken).toEqual(['res_dr_asha', 'res_dr_niket', 'res_dr_asha', 'res_dr_niket'])
  })

  test('the free one is taken, whoever has the turn; only when both are busy the create is refused', async () => {
    // With three times the weight it is still Dr Asha's turn after her first booking.
    const sandbox = await withTwoDoctors(3)
    const at = () => book(sandbox, anybody)
    const first = await at()
    const second = await at()
    expect([first.json.resource_id, second.json.resource_id]).toEqual(['res_dr_asha', 'res_dr_niket'])
    const third = await at()
    expect([third.status, conflictTypes(third)]).toEqual([422, ['existing_booking']])
    expect(suggestedStarts(third)).toEqual(['2026-04-20T05:30:00Z', '2026-04-20T06:00:00Z'])
  })

  test('suggestions are the starts of everybody, each once', async () => {
    const sandbox = await withTwoDoctors()
    const sunday = await book(sandbox, { ...anybody, start_at: '2026-04-19T05:00:00Z' })
    // Dr Asha works on Sundays, and the seeded exception keeps Dr Niket away on the 21st only.
    expect(sunday.status).toBe(201)
    expect(sunday.json.resource_id).toBe('res_dr_asha')
    const night = await book(sandbox, { ...anybody, start_at: '2026-04-19T20:00:00Z' })
    expect(suggestedStarts(night)).toEqual(['2026-04-20T03:30:00Z', '2026-04-20T04:00:00Z'])
  })

  test('weights share the work', async () => {
    const sandbox = await withTwoDoctors(3)
    const taken: string[] = []
    for (let i = 0; i < 7; i++) {
      const start_at = new Date(Date.parse('2026-04-22T04:00:00Z') + i * 1_800_000).toISOString()
      taken.push((await book(sandbox, { ...anybody, start_at })).json.resource_id)
    }
    // With the seeded one Dr Niket ends with two bookings to the six of Dr Asha.
    expect(taken.filter(id => id === 'res_dr_asha')).toHaveLength(6)
  })
})

async function withManualService(): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  await addService(sandbox, { id: 'svc_manual', confirmation: 'manual' })
  return sandbox
}

async function withTwoDoctors(weight = 1): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  const day = [{ start: '09:00', end: '18:00' }]
  const weekly = JSON.stringify({ sun: day, mon: day, tue: day, wed: day, thu: day, fri: day, sat: day })
  await addResource(sandbox, { id: 'res_dr_asha', weekly, weight })
  const requirements = JSON.stringify([
    { group: 'staff', resource_ids: ['res_dr_asha', 'res_dr_niket'], skills: [] },
  ])
  await sandbox.sandbox.store.write(trx => trx.updateTable('services').set({ requirements }).execute())
  return sandbox
}
