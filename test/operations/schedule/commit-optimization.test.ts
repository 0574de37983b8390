import { afterEach, expect, test } from 'vitest'
import { type Optimizer, startOptimizer } from '../../../emulator/optimizer/optimizer.ts'
import { solveHere } from '../../scheduling/optimisation/solve-here.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'

const run = '/v2/schedule/optimizations/opt_may_01'

let optimizer: Optimizer | undefined
afterEach(async () => {
  await optimizer?.stop()
  optimizer = undefined
})

async function bookingOf(sandbox: TestSandbox, id: string) {
  return (await sandbox.send('GET', `/v2/bookings/${id}`)).json
}

test('moves all of it, and tells of the run first, then of each booking with before and after', async () => {
  const sandbox = await forkSandbox('default')
  const answer = await sandbox.send('POST', `${run}/commit`, { body: {} })
  expect(answer.json).toMatchObject({
    id: 'opt_may_01',
    status: 'committed',
    committed_at: '2026-04-15T09:42:11Z',
  })
  expect(await bookingOf(sandbox, 'bk_checkup_01')).toMatchObject({
    start_at: '2026-05-27T05:30:00Z',
    end_at: '2026-05-27T05:50:00Z',
    resource_id: 'res_dr_asha',
    schedule_revision: 1,
  })
  expect(await bookingOf(sandbox, 'bk_physio_05')).toMatchObject({
    start_at: '2026-05-07T04:10:00Z',
    resource_id: 'res_dr_niket',
    allocations: [{ group: 'staff', resource_id: 'res_dr_niket' }],
  })
  const [committed, rescheduled, reassigned, ...others] = await sandbox.events()
  expect(others).toEqual([])
  expect(committed).toMatchObject({
    type: 'schedule.committed',
    data: { object: answer.json, changes: { rescheduled: 1, reassigned: 1, unchanged: 0 } },
  })
  expect(rescheduled).toMatchObject({
    type: 'booking.rescheduled',
    data: {
      object: { id: 'bk_checkup_01', start_at: '2026-05-27T05:30:00Z' },
      previous_attributes: { start_at: '2026-05-27T05:10:00Z', end_at: '2026-05-27T05:30:00Z' },
    },
  })
  expect(reassigned).toMatchObject({
    type: 'booking.reassigned',
    data: {
      object: { id: 'bk_physio_05', resource_id: 'res_dr_niket' },
      previous_attributes: { resource_id: 'res_dr_asha' },
    },
  })
  const history = await sandbox.send('GET', '/v2/bookings/bk_checkup_01/history')
  expect(history.json.data.at(-1)).toMatchObject({
    action: 'reschedule',
    actor: 'staff',
    reason: 'opt_may_01',
  })
})

test('a booking that has changed keeps all where they are', async () => {
  const sandbox = await forkSandbox('default')
  await sandbox.send('PATCH', '/v2/bookings/bk_physio_05', { body: { notes: 'brings a friend' } })
  const answer = await sandbox.send('POST', `${run}/commit`, { body: {} })
  expect(answer.status).toBe(409)
  expect(answer.json.error).toMatchObject({
    code: 'schedule_changed',
    details: { booking_ids: ['bk_physio_05'], count: 1 },
  })
  expect(await bookingOf(sandbox, 'bk_checkup_01')).toMatchObject({
    start_at: '2026-05-27T05:10:00Z',
    revision: 1,
  })
  expect(await sandbox.eventTypes()).toEqual(['booking.updated'])
  expect((await sandbox.send('GET', run)).json).toMatchObject({ status: 'finished', revision: 1 })
})

test.each([
  [
    'somebody booked the place meanwhile',
    'POST',
    '/v2/bookings',
    {
      customer_id: 'cust_priya_01',
      service_id: 'svc_checkup_20',
      resource_id: 'res_dr_asha',
      start_at: '2026-05-27T05:30:00Z',
    },
  ],
  [
    'the doctor is away',
    'POST',
    '/v2/resources/res_dr_asha/offline',
    { from: '2026-05-27T05:40:00Z', until: '2026-05-27T06:00:00Z' },
  ],
  [
    'the day is a holiday now',
    'POST',
    '/v2/resources/res_dr_asha/exceptions',
    { kind: 'closed', from: '2026-05-27', to: '2026-05-27' },
  ],
] as const)('nothing moves when %s', async (_, method, url, body) => {
  const sandbox = await forkSandbox('default')
  expect((await sandbox.send(method, url, { body })).status).toBeLessThan(300)
  const answer = await sandbox.send('POST', `${run}/commit`, { body: {} })
  expect(answer.json.error).toMatchObject({
    code: 'schedule_changed',
    details: { booking_ids: ['bk_checkup_01'] },
  })
  expect(await bookingOf(sandbox, 'bk_physio_05')).toMatchObject({ resource_id: 'res_dr_asha' })
})

test('a booking of the run that was not to move may get notes, but not another place', async () => {
  const sandbox = await forkSandbox('default')
  optimizer = startOptimizer(sandbox.sandbox, { reportBug: throwBug, solve: solveHere })
  const body = { window: { from: '2026-05-27', to: '2026-05-28' }, limits: { iterations: 1 } }
  const { id } = (await sandbox.send('POST', '/v2/schedule/optimizations', { body })).json
  await optimizer.settled()
  const commit = () => sandbox.send('POST', `/v2/schedule/optimizations/${id}/commit`, { body: {} })
  expect((await sandbox.send('GET', `/v2/schedule/optimizations/${id}`)).json.changes).toBe(0)
  const { revision } = await bookingOf(sandbox, 'bk_pending_01')
  await sandbox.send('PATCH', '/v2/bookings/bk_pending_01', { body: { notes: 'by the window' } })
  expect((await bookingOf(sandbox, 'bk_pending_01')).revision).toBe(revision + 1)
  await sandbox.send('POST', '/v2/bookings/bk_checkup_01/reschedule', {
    body: { start_at: '2026-05-27T09:10:00Z' },
  })
  expect((await commit()).json.error.details).toEqual({ booking_ids: ['bk_checkup_01'], count: 1 })
})

test('If-Match of an older revision is refused, and a commit with the same key is done once', async () => {
  const sandbox = await forkSandbox('default')
  const stale = await sandbox.send('POST', `${run}/commit`, { body: {}, headers: { 'if-match': '"9"' } })
  expect(stale.json.error.code).toBe('revision_mismatch')
  const once = () => sandbox.send('POST', `${run}/commit`, { body: {}, idempotencyKey: 'commit' })
  const [first, second] = [await once(), await once()]
  expect(second.text).toBe(first.text)
  expect(await sandbox.eventTypes()).toHaveLength(3)
  const third = await sandbox.send('POST', `${run}/commit`, { body: {} })
  expect(third.json.error).toMatchObject({
    code: 'invalid_state_transition',
    details: { from: 'committed', action: 'commit', allowed: [] },
  })
})

test('two bookings that change places are moved together', async () => {
  const sandbox = await forkSandbox('default')
  const book = async (resource_id: string, start_at: string) =>
    (
      await sandbox.send('POST', '/v2/bookings', {
        body: { customer_id: 'cust_priya_01', service_id: 'svc_checkup_20', resource_id, start_at },
      })
    ).json.id as string
  const [one, two] = [
    await book('res_dr_asha', '2026-06-01T05:10:00Z'),
    await book('res_dr_niket', '2026-06-01T05:10:00Z'),
  ]
  const swap = (id: string, resource_id: string) => ({
    booking_id: id,
    from: placeOf(resource_id === 'res_dr_asha' ? 'res_dr_niket' : 'res_dr_asha'),
    to: placeOf(resource_id),
    reason: 'they trade',
    revision: 1,
  })
  await sandbox.sandbox.store.write(trx =>
    trx
      .updateTable('optimizations')
      .set({
        base: JSON.stringify([
          [one, 1, 0],
          [two, 1, 0],
        ]),
        proposal: JSON.stringify([swap(one, 'res_dr_niket'), swap(two, 'res_dr_asha')]),
      })
      .execute(),
  )
  const answer = await sandbox.send('POST', `${run}/commit`, { body: {} })
  expect(answer.status, answer.text).toBe(200)
  expect(await bookingOf(sandbox, one)).toMatchObject({ resource_id: 'res_dr_niket' })
  expect(await bookingOf(sandbox, two)).toMatchObject({ resource_id: 'res_dr_asha' })
})

function placeOf(resource_id: string) {
  return {
    start_at: '2026-06-01T05:10:00Z',
    end_at: '2026-06-01T05:30:00Z',
    resource_id,
    allocations: [{ group: 'staff', resource_id }],
  }
}

function throwBug(error: unknown): void {
  throw error
}
