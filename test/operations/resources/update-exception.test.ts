import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestRequest, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, conflictTypes, everything, faultsOf } from '../bookings/booking-world.ts'
import { bookAll, violationsAfter } from './resource-world.ts'

const url = '/v2/resources/res_dr_niket/exceptions'
const late = `${url}/exc_late_start`
const hours = (...texts: string[]) =>
  texts.map(text => text.split('-')).map(([start, end]) => ({ start, end }))

async function add(sandbox: TestSandbox, body: object, request: TestRequest = {}) {
  return await sandbox.send('POST', url, { body, ...request })
}

const onDates = (kind: string, from: string, to = from, intervals?: object) => ({
  kind,
  from,
  to,
  ...(intervals !== undefined && { intervals }),
})

/** The conflicts of a booking with Dr Niket at a start; none if it can be made. */
async function conflictsAt(sandbox: TestSandbox, start: string): Promise<string[]> {
  const answer = await book(sandbox, bodyAt(start))
  return answer.status === 201 ? [] : conflictTypes(answer)
}

describe('updateException', () => {
  test('keeps what is left out, and affects the old time and the new', async () => {
    const sandbox = await forkSandbox()
    const answer = await sandbox.send('PATCH', late, {
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
    const { json } = await sandbox.send('PATCH', late, { body: { intervals: hours('12:00-18:00') } })
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
      const answer = await sandbox.send('PATCH', late, { body })
      expect([answer.status, answer.json.revision, answer.json.stranded_booking_ids]).toEqual([200, 1, []])
    }
    expect(await everything(sandbox)).toEqual(before)
  })

  test('is judged as a whole', async () => {
    const sandbox = await forkSandbox()
    const patch = async (id: string, body: object) =>
      faultsOf(await sandbox.send('PATCH', `${url}/${id}`, { body }))
    expect(await patch('exc_late_start', { to: '2026-04-20' })).toEqual(['/to not_after'])
    expect(await patch('exc_late_start', { from: '2026-04-21T00:00:00Z' })).toEqual(['/to mixed'])
    expect(
      await patch('exc_late_start', {
        kind: 'open',
        from: '2026-04-21T00:00:00Z',
        to: '2026-04-21T01:00:00Z',
      }),
    ).toEqual(['/intervals not_allowed'])
    const { json } = await add(sandbox, onDates('closed', '2026-12-25'))
    expect(await patch(json.id, { kind: 'replace' })).toEqual(['/intervals required'])
    expect(await patch(json.id, { from: null })).toEqual(['/from null_not_allowed'])
    expect(await patch(json.id, { resource_id: 'res_x' })).toEqual(['/resource_id unknown_field'])
    // Replaced by nothing stays so.
    await sandbox.send('PATCH', `${url}/${json.id}`, { body: { kind: 'replace', intervals: [] } })
    const kept = await sandbox.send('PATCH', `${url}/${json.id}`, { body: { reason: 'Feast' } })
    expect([kept.status, kept.json.intervals]).toEqual([200, []])
  })

  test('happens at the revision that If-Match names, which is looked at before the members', async () => {
    const sandbox = await forkSandbox()
    const at = async (match: string, body: object) =>
      (await sandbox.send('PATCH', late, { body, headers: { 'if-match': match } })).status
    expect(await at('"2"', { to: '2026-04-20' })).toBe(412)
    expect(await at('"1"', { reason: 'x' })).toBe(200)
    expect(await at('"1"', { reason: 'y' })).toBe(412)
  })
})

describe('deleteException', () => {
  test('answers it as it was; the week holds again', async () => {
    const sandbox = await forkSandbox()
    // 18:00 to 18:30 on a day that is open longer.
    const { json: longer } = await add(
      sandbox,
      onDates('open', '2026-04-22', '2026-04-22', hours('18:00-20:00')),
    )
    const [evening] = await bookAll(sandbox, ['2026-04-22T12:30:00Z'])
    const before = (await sandbox.events()).length
    const answer = await sandbox.send('DELETE', `${url}/${longer.id}`)
    expect([answer.status, answer.json]).toEqual([200, { ...longer, stranded_booking_ids: [evening] }])
    expect((await sandbox.eventTypes()).slice(before)).toEqual([
      'resource.availability_changed',
      'schedule.violation_detected',
    ])
    expect((await sandbox.send('DELETE', `${url}/${longer.id}`)).status).toBe(404)
    expect(await conflictsAt(sandbox, '2026-04-22T13:00:00Z')).toEqual(['outside_working_hours'])
  })

  test('happens at the revision that If-Match names', async () => {
    const sandbox = await forkSandbox()
    const at = async (match: string) =>
      (await sandbox.send('DELETE', late, { headers: { 'if-match': match } })).status
    expect([await at('"2"'), await at('"1"'), await at('"1"')]).toEqual([412, 200, 404])
  })
})
