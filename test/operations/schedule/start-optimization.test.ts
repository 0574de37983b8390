import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

const path = '/v2/schedule/optimizations'
const may = { from: '2026-05-25', to: '2026-06-01' }

test('answers at once with a run that waits for its turn', async () => {
  const sandbox = await forkSandbox('default')
  const answer = await sandbox.send('POST', path, { body: { window: may, movable: true, seed: 7 } })
  expect(answer.status).toBe(202)
  expect(answer.json).toMatchObject({
    // Dates are those of the tenant, which is in Kolkata.
    window: { from: '2026-05-24T18:30:00Z', to: '2026-05-31T18:30:00Z' },
    resource_ids: [],
    booking_ids: null,
    movable: true,
    weights: { minutes_moved: 1, resource_changed: 15 },
    limits: { iterations: 1_000_000 },
    seed: 7,
    status: 'queued',
    outcome: null,
    score: null,
    bound: null,
    gap: null,
    bookings: 3,
    started_at: null,
    revision: 1,
  })
  expect(await sandbox.eventTypes()).toEqual(['schedule.optimization_started'])
})

test('a window without bookings is the best there is at once', async () => {
  const sandbox = await forkSandbox('default')
  const answer = await sandbox.send('POST', path, {
    body: { window: { from: '2026-06-08', to: '2026-06-09' } },
  })
  expect(answer.json).toMatchObject({
    status: 'finished',
    outcome: 'optimal',
    score: { hard: 0, medium: 0, soft: 0 },
    gap: 0,
    progress: 1,
    bookings: 0,
  })
  expect(await sandbox.eventTypes()).toEqual([
    'schedule.optimization_started',
    'schedule.optimization_finished',
  ])
})

test('takes the bookings and resources that it names, and weights beside those of the tenant', async () => {
  const sandbox = await forkSandbox('default')
  await sandbox.send('PUT', '/v2/schedule/constraints', {
    body: {
      constraints: [
        { name: 'overtime', weight: 9 },
        { name: 'imbalance', enabled: false },
      ],
    },
  })
  const named = { window: may, booking_ids: ['bk_checkup_01'], weights: { fragmentation: 3 } }
  const one = await sandbox.send('POST', path, { body: named })
  expect(one.json).toMatchObject({
    bookings: 1,
    weights: { overtime: 9, imbalance: 0, fragmentation: 3, minutes_moved: 1 },
  })
  const studio = await sandbox.send('POST', path, { body: { window: may, resource_ids: ['res_studio'] } })
  expect(studio.json).toMatchObject({ bookings: 1, resource_ids: ['res_studio'] })
})

test.each([
  [
    'a window that ends before it begins',
    { window: { from: may.to, to: may.from } },
    '/window/to',
    'not_after',
  ],
  ['a window of a year', { window: { from: '2026-01-01', to: '2027-01-01' } }, '/window/to', 'too_long'],
  ['a word for a day', { window: { from: 'monday', to: may.to } }, '/window/from', 'invalid_format'],
  ['a stranger', { window: may, resource_ids: ['res_stranger'] }, '/resource_ids', 'not_found'],
  ['a booking of nobody', { window: may, booking_ids: ['bk_nobody'] }, '/booking_ids', 'not_found'],
  ['a weight below nothing', { window: may, weights: { overtime: -1 } }, '/weights/overtime', 'too_small'],
  ['no iterations', { window: may, limits: { iterations: 0 } }, '/limits/iterations', 'too_small'],
])('refuses %s', async (_, body, at, code) => {
  const sandbox = await forkSandbox('default')
  const answer = await sandbox.send('POST', path, { body })
  expect(answer.status).toBe(422)
  expect(answer.json.error.details.fields).toContainEqual(expect.objectContaining({ path: at, code }))
})

test('a window may be as long as 31 days, and no longer', async () => {
  const sandbox = await forkSandbox('default')
  const send = (to: string) => sandbox.send('POST', path, { body: { window: { from: '2026-05-01', to } } })
  expect((await send('2026-06-01')).status).toBe(202)
  expect((await send('2026-06-02')).status).toBe(422)
})

test('what has begun takes no part', async () => {
  const sandbox = await forkSandbox('default')
  // bk_missed_01 began before now, bk_today_01 is being served.
  const answer = await sandbox.send('POST', path, {
    body: { window: { from: '2026-04-15', to: '2026-04-16' } },
  })
  expect(answer.json).toMatchObject({ bookings: 0, status: 'finished' })
})
