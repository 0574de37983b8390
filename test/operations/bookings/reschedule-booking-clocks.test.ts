import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { takenBy } from './booking-life.ts'
import { addResource, addService, conflictTypes } from './booking-world.ts'
import { booked, reschedule } from './move-world.ts'

/** A studio in New York with these hours on Sundays, and an hour in it. The clocks change at 2:00 on Sundays. */
async function newYork(hours: { start: string; end: string }) {
  const sandbox = await forkSandbox()
  await addResource(sandbox, {
    id: 'res_ny',
    timezone: 'America/New_York',
    weekly: JSON.stringify({ sun: [hours] }),
  })
  const requirements = JSON.stringify([{ group: 'staff', resource_ids: ['res_ny'], skills: [] }])
  await addService(sandbox, { id: 'svc_ny', duration_min: 60, step_min: 60, horizon_days: 400, requirements })
  return sandbox
}

async function bookedInNewYork(sandbox: TestSandbox, start: string): Promise<string> {
  return (await booked(sandbox, start, { service_id: 'svc_ny', resource_id: 'res_ny' })).id
}

test('over the hour that does not exist: an hour is an hour, the wall shows two', async () => {
  const sandbox = await newYork({ start: '00:00', end: '24:00' })
  // The Sunday before, 01:00 in New York.
  const id = await bookedInNewYork(sandbox, '2027-03-07T06:00:00Z')
  const before = await reschedule(sandbox, id, '2027-03-14T06:00:00Z')
  expect(before.json.end_at).toBe('2027-03-14T07:00:00Z')
  // 03:00 follows 01:59 at once, and 02:00 is nobody's start.
  expect((await reschedule(sandbox, id, '2027-03-14T07:00:00Z')).status).toBe(200)
  expect(await takenBy(sandbox, id)).toEqual(['res_ny 03-14T07:00/03-14T08:00 1'])
  const halfPast = await reschedule(sandbox, id, '2027-03-14T06:30:00Z')
  expect(conflictTypes(halfPast)).toEqual(['off_grid'])
})

test('into hours that vanish in the gap: closed', async () => {
  const sandbox = await newYork({ start: '02:00', end: '03:00' })
  const id = await bookedInNewYork(sandbox, '2027-03-07T07:00:00Z')
  const answer = await reschedule(sandbox, id, '2027-03-14T07:00:00Z')
  expect(conflictTypes(answer)).toEqual(['outside_working_hours'])
  expect((await reschedule(sandbox, id, '2027-03-21T06:00:00Z')).status).toBe(200)
})

test('within the hour that comes twice: from its first 01:00 to its second', async () => {
  const sandbox = await newYork({ start: '01:00', end: '02:00' })
  const id = await bookedInNewYork(sandbox, '2026-11-01T05:00:00Z')
  const other = await bookedInNewYork(sandbox, '2026-10-25T05:00:00Z')
  const moved = await reschedule(sandbox, id, '2026-11-01T06:00:00Z')
  expect(moved.json).toMatchObject({ start_at: '2026-11-01T06:00:00Z', schedule_revision: 1 })
  expect((await reschedule(sandbox, other, '2026-11-01T05:00:00Z')).status).toBe(200)
  const third = await bookedInNewYork(sandbox, '2026-10-25T05:00:00Z')
  expect(conflictTypes(await reschedule(sandbox, third, '2026-11-01T06:00:00Z'))).toEqual([
    'existing_booking',
  ])
})
