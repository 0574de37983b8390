import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { bookedAt, bookedStart, move, policyWith, putBooking, takenBy } from './booking-life.ts'
import { bodyAt, book, conflictTypes } from './booking-world.ts'

// What a booking leaves free when it ends before its time.

test.each([
  ['complete', '2026-04-20T05:00:00Z', 'res_dr_niket 04-20T05:00/04-20T05:00 1', 201],
  ['complete', '2026-04-20T05:12:00Z', 'res_dr_niket 04-20T05:00/04-20T05:12 1', 422],
  ['no_show', '2026-04-20T05:15:00Z', 'res_dr_niket 04-20T05:00/04-20T05:15 1', 422],
  ['complete', '2026-04-20T05:30:00Z', 'res_dr_niket 04-20T05:00/04-20T05:30 1', 422],
  ['complete', '2026-04-20T07:00:00Z', 'res_dr_niket 04-20T05:00/04-20T05:30 1', 422],
])('after %s at %s it takes %s', async (verb, now, taken, status) => {
  const { sandbox, id } = await bookedAt(now)
  await move(sandbox, id, verb)
  expect(await takenBy(sandbox, id)).toEqual([taken])
  const same = await book(sandbox, bodyAt(bookedStart))
  expect(same.status, same.text).toBe(status)
  if (status === 422) expect(conflictTypes(same)).toEqual(['existing_booking'])
})

test('is free from the instant of the move on', async () => {
  const sandbox = await forkSandbox()
  await sandbox.sandbox.store.write(trx => trx.updateTable('services').set({ step_min: 1 }).execute())
  const { id } = (await book(sandbox, bodyAt(bookedStart))).json
  sandbox.clock.set(Date.parse('2026-04-20T05:12:00Z'))
  expect((await book(sandbox, bodyAt('2026-04-20T05:12:00Z'))).status).toBe(422)
  await move(sandbox, id, 'complete')
  expect(conflictTypes(await book(sandbox, bodyAt('2026-04-20T05:11:00Z')))).toEqual(['existing_booking'])
  expect((await book(sandbox, bodyAt('2026-04-20T05:12:00Z'))).status).toBe(201)
})

test('goes with the buffer behind it; after the end, only what is left of the buffer', async () => {
  const sandbox = await forkSandbox()
  await sandbox.sandbox.store.write(trx =>
    trx.updateTable('services').set({ buffer_before_min: 10, buffer_after_min: 30, step_min: 1 }).execute(),
  )
  const [first, second] = [
    (await book(sandbox, bodyAt(bookedStart))).json.id,
    (await book(sandbox, bodyAt('2026-04-20T07:00:00Z'))).json.id,
  ]
  expect(await takenBy(sandbox, first)).toEqual(['res_dr_niket 04-20T04:50/04-20T06:00 1'])
  sandbox.clock.set(Date.parse('2026-04-20T05:20:00Z'))
  await move(sandbox, first, 'complete')
  expect(await takenBy(sandbox, first)).toEqual(['res_dr_niket 04-20T04:50/04-20T05:20 1'])
  sandbox.clock.set(Date.parse('2026-04-20T07:45:00Z'))
  await move(sandbox, second, 'complete')
  expect(await takenBy(sandbox, second)).toEqual(['res_dr_niket 04-20T06:50/04-20T07:45 1'])
  expect(conflictTypes(await book(sandbox, bodyAt('2026-04-20T07:29:00Z')))).toEqual(['existing_booking'])
  expect(conflictTypes(await book(sandbox, bodyAt('2026-04-20T07:54:00Z')))).toEqual(['buffer'])
  expect((await book(sandbox, bodyAt('2026-04-20T07:55:00Z'))).status).toBe(201)
})

test.each(['complete', 'no_show', 'cancel'])('counts for the day after %s, or does not', async verb => {
  const { sandbox, id } = await bookedAt(bookedStart)
  await sandbox.sandbox.store.write(trx => trx.updateTable('services').set({ max_per_day: 1 }).execute())
  await putBooking(sandbox, id, { policy: policyWith({ no_show_grace_min: 0 }) })
  await move(sandbox, id, verb)
  const next = await book(sandbox, bodyAt('2026-04-20T08:00:00Z'))
  if (verb === 'cancel') expect(next.status).toBe(201)
  else expect(conflictTypes(next)).toEqual(['daily_limit'])
})

test('seats of a class are given back one party at a time', async () => {
  const sandbox = await forkSandbox('default')
  const yoga = (party_size: number) => ({
    customer_id: 'cust_priya_01',
    service_id: 'svc_yoga_60',
    start_at: '2026-04-20T06:30:00Z',
    party_size,
  })
  const { id } = (await book(sandbox, yoga(5))).json
  await book(sandbox, yoga(7))
  expect((await book(sandbox, yoga(1))).status).toBe(422)
  sandbox.clock.set(Date.parse('2026-04-20T06:30:00Z'))
  await move(sandbox, id, 'complete')
  expect(conflictTypes(await book(sandbox, yoga(6)))).toEqual(['capacity_full'])
  expect((await book(sandbox, yoga(5))).status).toBe(201)
})

test('a completed booking is not stranded by what changes afterwards, even if the clock was set back', async () => {
  const { sandbox, id } = await bookedAt('2026-04-20T05:12:00Z')
  const later = (await book(sandbox, bodyAt('2026-04-22T05:00:00Z'))).json.id
  await move(sandbox, id, 'complete')
  sandbox.clock.set(Date.parse('2026-04-20T04:00:00Z'))
  const answer = await sandbox.send('PUT', '/v2/resources/res_dr_niket/working_hours', {
    body: { weekly: {} },
  })
  expect(answer.json.stranded_booking_ids).toEqual([later])
})
