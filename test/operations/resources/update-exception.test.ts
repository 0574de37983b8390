import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { everything, faultsOf } from '../bookings/booking-world.ts'
import { addException, exceptionsUrl, lateStart, onDates } from './exception-world.ts'
import { bookAll, hours, violationsAfter } from './resource-world.ts'

test('keeps what is left out, and affects the old time and the new', async () => {
  const sandbox = await forkSandbox()
  const answer = await sandbox.send('PATCH', lateStart, {
    body: { from: '2026-04-23', to: '2026-04-24', reason: null },
  })
  expect([answer.status, answer.headers.etag]).toEqual([200, '"2"'])
  expect(answer.json).toMatchObject({
    kind: 'replace',
    from: '2026-04-23',
    to: '2026-04-24',
    intervals: hours('11:00-18:00'),
    reason: null,
    revision: 2,
    stranded_booking_ids: [],
  })
  const [event, ...more] = await sandbox.events()
  expect(event.data.affected_range).toEqual({ from: '2026-04-20T18:30:00Z', to: '2026-04-24T18:30:00Z' })
  expect(more).toEqual([])
})

test('names what it strands, and what fitted before only', async () => {
  const sandbox = await forkSandbox()
  // 11:30 and 14:00 on 21 April.
  const [early] = await bookAll(sandbox, ['2026-04-21T06:00:00Z', '2026-04-21T08:30:00Z'])
  const before = (await sandbox.events()).length
  const { json } = await sandbox.send('PATCH', lateStart, { body: { intervals: hours('12:00-18:00') } })
  expect(json.stranded_booking_ids).toEqual([early])
  expect(await violationsAfter(sandbox, before)).toEqual([`outside_working_hours ${early}`])
})

test('the same again changes nothing', async () => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  for (const body of [
    {},
    { from: '2026-04-21', reason: 'Ward round' },
    { intervals: hours('11:00-18:00') },
  ]) {
    const answer = await sandbox.send('PATCH', lateStart, { body })
    expect([answer.status, answer.json.revision, answer.json.stranded_booking_ids]).toEqual([200, 1, []])
  }
  expect(await everything(sandbox)).toEqual(before)
})

test('is judged as a whole', async () => {
  const sandbox = await forkSandbox()
  const patch = async (id: string, body: object) =>
    faultsOf(await sandbox.send('PATCH', `${exceptionsUrl}/${id}`, { body }))
  expect(await patch('exc_late_start', { to: '2026-04-20' })).toEqual(['/to not_after'])
  expect(await patch('exc_late_start', { from: '2026-04-21T00:00:00Z' })).toEqual(['/to mixed'])
  expect(
    await patch('exc_late_start', {
      kind: 'open',
      from: '2026-04-21T00:00:00Z',
      to: '2026-04-21T01:00:00Z',
    }),
  ).toEqual(['/intervals not_allowed'])
  const { json } = await addException(sandbox, onDates('closed', '2026-12-25'))
  expect(await patch(json.id, { kind: 'replace' })).toEqual(['/intervals required'])
  expect(await patch(json.id, { from: null })).toEqual(['/from null_not_allowed'])
  expect(await patch(json.id, { resource_id: 'res_x' })).toEqual(['/resource_id unknown_field'])
  // Replaced by nothing stays so.
  await sandbox.send('PATCH', `${exceptionsUrl}/${json.id}`, { body: { kind: 'replace', intervals: [] } })
  const kept = await sandbox.send('PATCH', `${exceptionsUrl}/${json.id}`, { body: { reason: 'Feast' } })
  expect([kept.status, kept.json.intervals]).toEqual([200, []])
})

test('happens at the revision that If-Match names, which is looked at before the members', async () => {
  const sandbox = await forkSandbox()
  const at = async (match: string, body: object) =>
    (await sandbox.send('PATCH', lateStart, { body, headers: { 'if-match': match } })).status
  expect(await at('"2"', { to: '2026-04-20' })).toBe(412)
  expect(await at('"1"', { reason: 'x' })).toBe(200)
  expect(await at('"1"', { reason: 'y' })).toBe(412)
})

test('to the hours that another one replaces is refused; an exception is not in its own way', async () => {
  const sandbox = await forkSandbox()
  const { json } = await addException(sandbox, onDates('closed', '2026-04-20', '2026-04-22'))
  const change = (id: string, body: object) => sandbox.send('PATCH', `${exceptionsUrl}/${id}`, { body })
  expect((await change(json.id, { kind: 'replace', intervals: [] })).status).toBe(409)
  expect((await change('exc_late_start', { to: '2026-04-23' })).status).toBe(200)
})
