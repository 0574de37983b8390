import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { putBooking } from './booking-life.ts'
import { book, conflictTypes, faultsOf, suggestedStarts, widgetBodyAt } from './booking-world.ts'
import { addSurgery, reschedule, traceOf } from './move-world.ts'

const start = '2026-04-20T05:00:00Z'

/** A booking that a widget made, and how that widget moves it. */
async function widget(sandbox: TestSandbox) {
  const { json } = await book(sandbox, widgetBodyAt(start, { notes: 'knee' }), { key: 'publishable' })
  const request = { key: 'publishable', headers: { 'x-client-secret': json.client_secret } }
  return {
    id: json.id,
    move: (to: string, members: Record<string, unknown> = {}) =>
      reschedule(sandbox, json.id, to, members, request),
  }
}

test('a widget moves its booking, and sees what it may', async () => {
  const sandbox = await forkSandbox()
  const { id, move } = await widget(sandbox)
  const answer = await move('2026-04-20T06:00:00Z', { reason: 'Traffic' })
  expect([answer.status, answer.json.start_at]).toEqual([200, '2026-04-20T06:00:00Z'])
  expect(Object.keys(answer.json)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(notes|metadata|attendees|client_secret)$/)]),
  )
  const { json: history } = await sandbox.send('GET', `/v2/bookings/${id}/history`)
  expect(history.data.at(-1)).toMatchObject({ action: 'reschedule', actor: 'customer', reason: 'Traffic' })
})

test('only with the secret of this very booking', async () => {
  const sandbox = await forkSandbox()
  const { id } = await widget(sandbox)
  const before = await traceOf(sandbox, id)
  for (const headers of [{}, { 'x-client-secret': 'cs_wrong' }]) {
    const answer = await reschedule(sandbox, id, '2026-04-20T06:00:00Z', {}, { key: 'publishable', headers })
    expect(answer.status).toBe(404)
  }
  expect(await traceOf(sandbox, id)).toEqual(before)
})

test('the cut-off is a day before the start, that second included', async () => {
  const sandbox = await forkSandbox()
  const { id, move } = await widget(sandbox)
  sandbox.clock.set(Date.parse('2026-04-19T05:00:01Z'))
  const before = await traceOf(sandbox, id)
  const late = await move('2026-04-22T06:00:00Z')
  expect([late.status, late.json.error.code]).toEqual([422, 'reschedule_too_close'])
  expect(late.json.error.details).toEqual({ cutoff_at: '2026-04-19T05:00:00Z' })
  expect(await traceOf(sandbox, id)).toEqual(before)
  sandbox.clock.set(Date.parse('2026-04-19T05:00:00.001Z'))
  expect((await move('2026-04-22T06:00:00Z')).status).toBe(422)
  sandbox.clock.set(Date.parse('2026-04-19T05:00:00Z'))
  expect((await move('2026-04-22T06:00:00Z')).status).toBe(200)
  // From now on the cut-off of the new start counts, and it binds customers only.
  sandbox.clock.set(Date.parse('2026-04-21T06:00:00Z'))
  expect((await move('2026-04-22T07:00:00Z')).status).toBe(200)
  sandbox.clock.set(Date.parse('2026-04-21T07:00:01Z'))
  expect((await move('2026-04-22T08:00:00Z')).json.error.code).toBe('reschedule_too_close')
  expect((await reschedule(sandbox, id, '2026-04-22T08:00:00Z')).status).toBe(200)
})

test('the cut-off is the one that was promised when the booking was made', async () => {
  const sandbox = await forkSandbox()
  const { id, move } = await widget(sandbox)
  const body = { policy: { reschedule_cutoff_min: 7 * 1440 } }
  await sandbox.send('PATCH', '/v2/services/svc_consult_30', { body })
  expect((await move('2026-04-20T06:00:00Z')).status).toBe(200)
  const policy = {
    ...(await sandbox.send('GET', `/v2/bookings/${id}`)).json.policy,
    reschedule_cutoff_min: 0,
  }
  await putBooking(sandbox, id, { policy: JSON.stringify(policy) })
  sandbox.clock.set(Date.parse('2026-04-20T06:00:00Z'))
  expect((await move('2026-04-20T07:00:00Z')).status).toBe(200)
  sandbox.clock.set(Date.parse('2026-04-20T07:00:01Z'))
  expect((await move('2026-04-20T08:00:00Z')).json.error.details).toEqual({
    cutoff_at: '2026-04-20T07:00:00Z',
  })
})

test('every rule binds: the past, the notice, the override', async () => {
  const sandbox = await forkSandbox()
  const { move } = await widget(sandbox)
  const past = await move('2026-04-15T09:30:00Z')
  expect(conflictTypes(past)).toEqual(['in_past'])
  expect(suggestedStarts(past)).toEqual(['2026-04-15T10:00:00Z', '2026-04-15T10:30:00Z'])
  await sandbox.sandbox.store.write(trx => trx.updateTable('services').set({ notice_min: 600 }).execute())
  expect(conflictTypes(await move('2026-04-15T11:30:00Z'))).toEqual(['insufficient_notice'])
  const override = await move('2026-04-20T06:00:00Z', { override_conflicts: true })
  expect(faultsOf(override)).toEqual(['/override_conflicts secret_key_only'])
  expect((await move('2026-04-20T06:00:00Z', { override_conflicts: false })).status).toBe(200)
})

test('another doctor at the same time must be chosen as early as any', async () => {
  const sandbox = await forkSandbox()
  await addSurgery(sandbox)
  const { id, move } = await widget(sandbox)
  const requirements = [{ group: 'staff', resource_ids: ['res_dr_niket', 'res_dr_rao'] }]
  await sandbox.send('PUT', '/v2/services/svc_consult_30/resources', { body: { requirements } })
  await sandbox.send('PATCH', '/v2/services/svc_consult_30', { body: { notice_min: 10_000 } })
  const rao = { resource_id: 'res_dr_rao' }
  expect(conflictTypes(await move(start, rao))).toEqual(['insufficient_notice'])
  expect((await reschedule(sandbox, id, start, rao)).json.resource_id).toBe('res_dr_rao')
})

test('conflicts have no ids', async () => {
  const sandbox = await forkSandbox()
  const { move } = await widget(sandbox)
  const answer = await move('2026-04-21T05:00:00Z')
  expect(answer.json.error.details.conflicts).toEqual([
    { type: 'existing_booking' },
    { type: 'outside_working_hours' },
  ])
  expect(answer.json.error.details.suggestions[0]).toEqual({
    start_at: '2026-04-21T05:30:00Z',
    available: true,
  })
})
