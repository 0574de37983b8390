import { expect, test } from 'vitest'
import { addAttendee, classOf, removeAttendee } from './attendee-world.ts'
import { putBooking, takenBy } from './booking-life.ts'
import { booked, eventsSince, traceOf, update } from './move-world.ts'

const start = '2026-04-20T05:00:00Z'

test('frees the seat for others', async () => {
  const sandbox = await classOf(2)
  const { id } = await booked(sandbox, start)
  const { json: with2 } = await addAttendee(sandbox, id, { name: 'Meera' })
  const [meera] = with2.attendees
  const answer = await removeAttendee(sandbox, id, meera.id)
  expect(answer.status).toBe(200)
  expect(answer.json).toEqual({ ...with2, party_size: 1, attendees: [], revision: 3 })
  expect(await takenBy(sandbox, id)).toEqual(['res_dr_niket 04-20T05:00/04-20T05:30 1'])
  expect(await eventsSince(sandbox, 3)).toEqual([
    {
      type: 'booking.updated',
      data: {
        object: answer.json,
        previous_attributes: { party_size: 2, attendees: [meera] },
      },
    },
  ])
  expect((await booked(sandbox, start)).status).toBe('confirmed')
  expect((await removeAttendee(sandbox, id, meera.id)).status).toBe(404)
})

test('is refused for the last seat, which cancelling frees', async () => {
  const sandbox = await classOf(2)
  const { id } = await booked(sandbox, start)
  const [meera] = (await addAttendee(sandbox, id, { name: 'Meera' })).json.attendees
  expect((await update(sandbox, id, { party_size: 1 })).json.attendees).toEqual([meera])
  const before = await traceOf(sandbox, id)
  const answer = await removeAttendee(sandbox, id, meera.id)
  expect([answer.status, answer.json.error.code]).toEqual([409, 'last_attendee'])
  expect(answer.json.error.message).toContain('cancel')
  expect(await traceOf(sandbox, id)).toEqual(before)
})

test('is refused for those of another booking', async () => {
  const sandbox = await classOf(5)
  const [first, second] = [await booked(sandbox, start), await booked(sandbox, start)]
  const [meera] = (await addAttendee(sandbox, first.id, { name: 'Meera' })).json.attendees
  expect((await removeAttendee(sandbox, second.id, meera.id)).status).toBe(404)
  expect((await removeAttendee(sandbox, 'bk_none', meera.id)).status).toBe(404)
})

test.each(['completed', 'no_show', 'declined', 'cancelled'])(
  'is refused once the booking is %s',
  async status => {
    const sandbox = await classOf(5)
    const { id } = await booked(sandbox, start)
    const [meera] = (await addAttendee(sandbox, id, { name: 'Meera' })).json.attendees
    await putBooking(sandbox, id, { status })
    const before = await traceOf(sandbox, id)
    const answer = await removeAttendee(sandbox, id, meera.id)
    expect([answer.status, answer.json.error.code]).toEqual([409, 'invalid_state_transition'])
    expect(answer.json.error.details.action).toBe('remove_attendee')
    expect(await traceOf(sandbox, id)).toEqual(before)
  },
)

test('If-Match is minded', async () => {
  const sandbox = await classOf(5)
  const { id } = await booked(sandbox, start)
  const [meera] = (await addAttendee(sandbox, id, { name: 'Meera' })).json.attendees
  const at = (ifMatch: string) => removeAttendee(sandbox, id, meera.id, { headers: { 'if-match': ifMatch } })
  expect((await at('"1"')).status).toBe(412)
  expect((await at('"2"')).json.revision).toBe(3)
})
