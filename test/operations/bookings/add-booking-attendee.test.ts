import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { addAttendee, classOf } from './attendee-world.ts'
import { putBooking, takenBy } from './booking-life.ts'
import { book, conflictTypes, faultsOf, widgetBodyAt } from './booking-world.ts'
import { booked, eventsSince, traceOf } from './move-world.ts'

const start = '2026-04-20T05:00:00Z'

test('takes a seat in a name, and answers the booking', async () => {
  const sandbox = await classOf(3)
  const { client_secret: _, ...before } = await booked(sandbox, start)
  const answer = await addAttendee(sandbox, before.id, { name: 'Meera Iyer', email: 'meera@example.com' })
  expect(answer.status).toBe(201)
  const id = expect.stringMatching(/^att_[0-9A-Z]{26}$/)
  expect(answer.json).toEqual({
    ...before,
    party_size: 2,
    attendees: [{ id, name: 'Meera Iyer', email: 'meera@example.com' }],
    revision: 2,
  })
  expect(answer.headers.etag).toBe('"2"')
  expect(await takenBy(sandbox, before.id)).toEqual(['res_dr_niket 04-20T05:00/04-20T05:30 2'])
  const second = await addAttendee(sandbox, before.id, { name: 'Ravi Iyer' })
  expect(second.json.attendees).toEqual([...answer.json.attendees, { id, name: 'Ravi Iyer', email: null }])
  expect((await eventsSince(sandbox, 2)).map(({ type, data }) => [type, data.previous_attributes])).toEqual([
    ['booking.updated', { party_size: 1, attendees: [] }],
    ['booking.updated', { party_size: 2, attendees: answer.json.attendees }],
  ])
  const { json: history } = await sandbox.send('GET', `/v2/bookings/${before.id}/history`)
  expect(history.data.at(-1)).toMatchObject({ action: 'add_attendee', revision: 3 })
})

test('needs a seat that is left', async () => {
  const sandbox = await classOf(3)
  const { id } = await booked(sandbox, start)
  await booked(sandbox, start)
  expect((await addAttendee(sandbox, id, { name: 'Meera' })).status).toBe(201)
  const before = await traceOf(sandbox, id)
  const full = await addAttendee(sandbox, id, { name: 'Ravi' })
  expect([full.status, conflictTypes(full)]).toEqual([422, ['capacity_full']])
  expect(await traceOf(sandbox, id)).toEqual(before)
})

test('is refused where one customer comes at a time', async () => {
  const sandbox = await forkSandbox()
  const { id } = await booked(sandbox, start)
  const answer = await addAttendee(sandbox, id, { name: 'Ravi' })
  expect([answer.status, answer.json.error.details]).toEqual([
    422,
    { conflicts: [{ type: 'capacity_full' }], suggestions: [] },
  ])
  expect(answer.json.error.message).toContain('party of 2')
})

test.each([
  [{}, ['/name required']],
  [{ name: '' }, ['/name too_short']],
  [{ name: 'R', email: null }, ['/email null_not_allowed']],
  [{ name: 'R', phone: '1' }, ['/phone unknown_field']],
])('is refused for %j', async (body, faults) => {
  const sandbox = await classOf(3)
  const { id } = await booked(sandbox, start)
  expect(faultsOf(await addAttendee(sandbox, id, body))).toEqual(faults)
})

test('is nothing that publishable keys see', async () => {
  const sandbox = await classOf(3)
  const { json } = await book(sandbox, widgetBodyAt(start), { key: 'publishable' })
  await addAttendee(sandbox, json.id, { name: 'Ravi' })
  const headers = { 'x-client-secret': json.client_secret }
  const seen = await sandbox.send('GET', json.links.self, { key: 'publishable', headers })
  expect(seen.json.party_size).toBe(2)
  expect(seen.text).not.toMatch(/Ravi|attendees/)
})

test.each(['completed', 'no_show', 'declined', 'cancelled'])(
  'is refused once the booking is %s',
  async status => {
    const sandbox = await classOf(5)
    const { id } = await booked(sandbox, start)
    await putBooking(sandbox, id, { status })
    const before = await traceOf(sandbox, id)
    const answer = await addAttendee(sandbox, id, { name: 'Ravi' })
    expect([answer.status, answer.json.error.code]).toEqual([409, 'invalid_state_transition'])
    expect(answer.json.error.details.action).toBe('add_attendee')
    expect(await traceOf(sandbox, id)).toEqual(before)
  },
)

test('If-Match is minded', async () => {
  const sandbox = await classOf(5)
  const { id } = await booked(sandbox, start)
  const at = (ifMatch: string) =>
    addAttendee(sandbox, id, { name: 'Meera' }, { headers: { 'if-match': ifMatch } })
  expect((await at('"2"')).status).toBe(412)
  expect((await at('"1"')).json.revision).toBe(2)
})
