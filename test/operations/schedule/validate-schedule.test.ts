import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'

const may = { from: '2026-05-27', to: '2026-05-28' }

async function judged(sandbox: TestSandbox, body: object) {
  const answer = await sandbox.send('POST', '/v2/schedule/validate', { body })
  expect(answer.status, answer.text).toBe(200)
  return answer.json
}

// biome-ignore lint/suspicious/noExplicitAny: an answer as it comes.
const constraint = ({ constraints }: any, wanted: string) =>
  constraints.find(({ name }: { name: string }) => name === wanted)

test('counts each constraint, and the soft ones by their weights make the score', async () => {
  const sandbox = await forkSandbox('default')
  const answer = await judged(sandbox, { window: may })
  expect(answer).toMatchObject({ live: true, bookings: 3, violations: [] })
  expect(constraint(answer, 'fragmentation')).toMatchObject({ count: 3, weight: 20, cost: 60 })
  expect(constraint(answer, 'imbalance')).toMatchObject({
    count: 60,
    cost: 60,
    matches: [{ resource_ids: ['res_studio'], count: 60, message: 'res_studio: 60 minutes' }],
  })
  expect(answer.score).toEqual({ hard: 0, medium: 0, soft: 120 })
  expect(await sandbox.eventTypes()).toEqual([])
})

test('tells of a broken rule once', async () => {
  const sandbox = await forkSandbox('default')
  const body = { window: { from: '2026-04-21', to: '2026-04-22' } }
  const answer = await judged(sandbox, body)
  expect(answer.score).toMatchObject({ hard: 1, medium: 1 })
  expect(answer.violations).toMatchObject([
    { rule: 'outside_working_hours', booking_ids: ['bk_01HXYW999'], resource_ids: ['res_dr_niket'] },
  ])
  expect(constraint(answer, 'working_hours')).toMatchObject({
    count: 1,
    matches: [{ message: 'Booking bk_01HXYW999 lies outside of the working hours of res_dr_niket' }],
  })
  await judged(sandbox, body)
  expect(await sandbox.eventTypes()).toEqual(['schedule.violation_detected'])
})

test('says what posted assignments would make of it, and changes nothing', async () => {
  const sandbox = await forkSandbox('default')
  const posted = await judged(sandbox, {
    window: may,
    assignments: [
      { booking_id: 'bk_checkup_01', start_at: '2026-05-27T06:10:00Z', resource_ids: ['res_dr_niket'] },
    ],
  })
  // Dr Niket has a consultation then.
  expect(posted).toMatchObject({
    live: false,
    score: { hard: 2, medium: 2 },
    violations: [
      { rule: 'existing_booking', booking_ids: ['bk_checkup_01', 'bk_pending_01'] },
      { rule: 'existing_booking', booking_ids: ['bk_pending_01', 'bk_checkup_01'] },
    ],
  })
  expect(constraint(posted, 'minutes_moved')).toMatchObject({ count: 60 })
  expect(constraint(posted, 'resource_changed')).toMatchObject({ count: 1 })
  const free = await judged(sandbox, {
    window: may,
    assignments: [{ booking_id: 'bk_checkup_01', start_at: '2026-05-27T05:30:00Z' }],
  })
  expect(free).toMatchObject({ score: { hard: 0, medium: 0 }, violations: [] })
  expect(await sandbox.eventTypes()).toEqual([])
  expect((await sandbox.send('GET', '/v2/bookings/bk_checkup_01')).json).toMatchObject({ revision: 1 })
})

test.each([
  [{ start_at: '2026-05-27T05:33:00Z' }, 'off_grid'],
  [{ start_at: '2026-05-27T18:30:00Z' }, 'outside_working_hours'],
  [{ start_at: '2026-04-14T05:10:00Z' }, 'in_past'],
  [{ start_at: '2026-08-27T05:10:00Z' }, 'beyond_horizon'],
])('a start at %o breaks %s', async (where, rule) => {
  const sandbox = await forkSandbox('default')
  const window = { from: '2026-05-27', to: '2026-05-28' }
  const answer = await judged(sandbox, { window, assignments: [{ booking_id: 'bk_checkup_01', ...where }] })
  const rules = answer.violations.map((violation: { rule: string }) => violation.rule)
  // Outside of the window is outside of what was asked about.
  expect(rules.includes(rule) || rules.includes('not_movable')).toBe(true)
})

test.each([
  [{ booking_id: 'bk_today_01' }, '/assignments/0/booking_id', 'not_in_window'],
  [
    { booking_id: 'bk_checkup_01', resource_ids: ['res_unknown'] },
    '/assignments/0/resource_ids',
    'not_eligible',
  ],
  [
    { booking_id: 'bk_checkup_01', resource_ids: ['res_dr_asha', 'res_dr_niket'] },
    '/assignments/0/resource_ids',
    'not_eligible',
  ],
])('refuses %o', async (assignment, path, code) => {
  const sandbox = await forkSandbox('default')
  const body = { window: may, assignments: [assignment] }
  const answer = await sandbox.send('POST', '/v2/schedule/validate', { body })
  expect(answer.json.error.details.fields).toEqual([expect.objectContaining({ path, code })])
})
