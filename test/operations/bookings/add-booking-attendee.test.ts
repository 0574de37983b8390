import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { book, conflictTypes, faultsOf, widgetBodyAt } from './booking-world.ts'
import { booked, eventsSince, setBooking, setCapacity, takenBy, traceOf, update } from './move-world.ts'

const start = '2026-04-20T05:00:00Z'

async function classOf(capacity: number): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  await setCapacity(sandbox, capacity)
  return sandbox
}

async function add(sandbox: TestSandbox, id: string, body: object, headers = {}) {
  return await sandbox.send('POST', `/v2/bookings/${id}/attendees`, { body, headers })
}

async function remove(sandbox: TestSandbox, id: string, attendee: string, headers = {}) {
  return await sandbox.send('DELETE', `/v2/bookings/${id}/attendees/${attendee}`, { headers })
}

describe('adding an attendee', () => {
  test('takes a seat in a name, and answers the booking', async () => {
    const sandbox = await classOf(3)
    const { client_secret: _, ...before } = await booked(sandbox, start)
    const answer = await add(sandbox, before.id, { name: 'Meera Iyer', email: 'meera@example.com' })
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
    const second = await add(sandbox, before.id, { name: 'Ravi Iyer' })
    expect(second.json.attendees).toEqual([...answer.json.attendees, { id, name: 'Ravi Iyer', email: null }])
    expect((await eventsSince(sandbox, 2)).map(({ type, data }) => [type, data.previous_attributes])).toEqual(
      [
        ['booking.updated', { party_size: 1, attendees: [] }],
        ['booking.updated', { party_size: 2, attendees: answer.json.attendees }],
      ],
    )
    const { json: history } = await sandbox.send('GET', `/v2/bookings/${before.id}/history`)
    expect(history.data.at(-1)).toMatchObject({ action: 'add_attendee', revision: 3 })
  })

  test('needs a seat that is left', async () => {
    const sandbox = await classOf(3)
    const { id } = await booked(sandbox, start)
    await booked(sandbox, start)
    expect((await add(sandbox, id, { name: 'Meera' })).status).toBe(201)
    const before = await traceOf(sandbox, id)
    const full = await add(sandbox, id, { name: 'Ravi' })
    expect([full.status, conflictTypes(full)]).toEqual([422, ['capacity_full']])
    expect(await traceOf(sandbox, id)).toEqual(before)
  })

  test('is refused where one customer comes at a time', async () => {
    const sandbox = await forkSandbox()
    const { id } = await booked(sandbox, start)
    const answer = await add(sandbox, id, { name: 'Ravi' })
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
    expect(faultsOf(await add(sandbox, id, body))).toEqual(faults)
  })

  test('is nothing that publishable keys see', async () => {
    const sandbox = await classOf(3)
    const { json } = await book(sandbox, widgetBodyAt(start), { key: 'publishable' })
    await add(sandbox, json.id, { name: 'Ravi' })
    const headers = { 'x-client-secret': json.client_secret }
    const seen = await sandbox.send('GET', json.links.self, { key: 'publishable', headers })
    expect(seen.json.party_size).toBe(2)
    expect(seen.text).not.toMatch(/Ravi|attendees/)
  })
})

describe('removing an attendee', () => {
  test('frees the seat for others', async () => {
    const sandbox = await classOf(2)
    const { id } = await booked(sandbox, start)
    const { json: with2 } = await add(sandbox, id, { name: 'Meera' })
    const [meera] = with2.attendees
    const answer = await remove(sandbox, id, meera.id)
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
    expect((await remove(sandbox, id, meera.id)).status).toBe(404)
  })

  test('is refused for the last seat, which cancelling frees', async () => {
    const sandbox = await classOf(2)
    const { id } = await booked(sandbox, start)
    const [meera] = (await add(sandbox, id, { name: 'Meera' })).json.attendees
    expect((await update(sandbox, id, { party_size: 1 })).json.attendees).toEqual([meera])
    const before = await traceOf(sandbox, id)
    const answer = await remove(sandbox, id, meera.id)
    expect([answer.status, answer.json.error.code]).toEqual([409, 'last_attendee'])
    expect(answer.json.error.message).toContain('cancel')
    expect(await traceOf(sandbox, id)).toEqual(before)
  })

  test('is refused for those of another booking', async () => {
    const sandbox = await classOf(5)
    const [first, second] = [await booked(sandbox, start), await booked(sandbox, start)]
    const [meera] = (await add(sandbox, first.id, { name: 'Meera' })).json.attendees
    expect((await remove(sandbox, second.id, meera.id)).status).toBe(404)
    expect((await remove(sandbox, 'bk_none', meera.id)).status).toBe(404)
  })
})

test('a party is never smaller than its attendees', async () => {
  const sandbox = await classOf(5)
  const { id } = await booked(sandbox, start)
  await add(sandbox, id, { name: 'Meera' })
  await add(sandbox, id, { name: 'Ravi' })
  const answer = await update(sandbox, id, { party_size: 1 })
  expect(faultsOf(answer)).toEqual(['/party_size too_small'])
  expect((await update(sandbox, id, { party_size: 2 })).status).toBe(200)
})

test.each(['completed', 'no_show', 'declined', 'cancelled'])(
  'nobody joins or leaves once it is %s',
  async status => {
    const sandbox = await classOf(5)
    const { id } = await booked(sandbox, start)
    const [meera] = (await add(sandbox, id, { name: 'Meera' })).json.attendees
    await setBooking(sandbox, id, { status })
    const answers = [await add(sandbox, id, { name: 'Ravi' }), await remove(sandbox, id, meera.id)]
    expect(answers.map(({ status }) => status)).toEqual([409, 409])
    expect(answers.map(({ json }) => json.error.details.action)).toEqual(['add_attendee', 'remove_attendee'])
  },
)

test('If-Match is minded', async () => {
  const sandbox = await classOf(5)
  const { id } = await booked(sandbox, start)
  const at = (ifMatch: string) => add(sandbox, id, { name: 'Meera' }, { 'if-match': ifMatch })
  expect((await at('"2"')).status).toBe(412)
  const { json } = await at('"1"')
  const leave = (ifMatch: string) => remove(sandbox, id, json.attendees[0].id, { 'if-match': ifMatch })
  expect((await leave('"1"')).status).toBe(412)
  expect((await leave('"2"')).json.revision).toBe(3)
})
