import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, conflictTypes, faultsOf, suggestedStarts, widgetBodyAt } from './booking-world.ts'

const key = 'publishable'

test('a widget books for a new customer, and sees what it may', async () => {
  const sandbox = await forkSandbox()
  const answer = await book(
    sandbox,
    widgetBodyAt('2026-04-20T05:00:00Z', { notes: 'knee', metadata: { a: 'b' } }),
    { key },
  )
  expect(answer.status).toBe(201)
  expect(answer.json.customer_id).toMatch(/^cust_[0-9A-Z]{26}$/)
  expect(Object.keys(answer.json)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(notes|metadata|attendees)$/)]),
  )
  expect(answer.text).not.toMatch(/knee|meera/)
  expect(await sandbox.eventTypes()).toEqual(['customer.created', 'booking.created', 'booking.confirmed'])
  const [created] = await sandbox.events()
  expect(created.data.object).toMatchObject({
    id: answer.json.customer_id,
    name: 'Meera Iyer',
    email: 'meera@example.com',
    phone: null,
  })
  // The staff sees all of it.
  const whole = await sandbox.send('GET', `/v2/bookings/${answer.json.id}`)
  expect(whole.json).toMatchObject({ notes: 'knee', metadata: { a: 'b' }, attendees: [] })
})

test('the same person is a new customer each time', async () => {
  const sandbox = await forkSandbox()
  const first = await book(sandbox, widgetBodyAt('2026-04-20T05:00:00Z'), { key })
  const second = await book(sandbox, widgetBodyAt('2026-04-20T05:30:00Z'), { key })
  expect([first.status, second.status]).toEqual([201, 201])
  expect(second.json.customer_id).not.toBe(first.json.customer_id)
})

test.each([
  [bodyAt('2026-04-20T05:00:00Z'), ['/customer required', '/customer_id secret_key_only']],
  [widgetBodyAt('2026-04-20T05:00:00Z', { customer_id: 'cust_priya_01' }), ['/customer_id secret_key_only']],
  [
    widgetBodyAt('2026-04-20T05:00:00Z', { override_conflicts: true }),
    ['/override_conflicts secret_key_only'],
  ],
  [widgetBodyAt('2026-04-20T05:00:00Z', { customer: {} }), ['/customer/name required']],
  [
    widgetBodyAt('2026-04-20T05:00:00Z', { customer: { name: 'M', email: 'nobody' } }),
    ['/customer/email invalid_format'],
  ],
])('a publishable key may not send %j', async (body, faults) => {
  const answer = await book(await forkSandbox(), body, { key })
  expect(answer.status).toBe(422)
  expect(faultsOf(answer).toSorted()).toEqual(faults)
})

test('an unknown and a known customer_id get the same answer: nobody learns who exists', async () => {
  const sandbox = await forkSandbox()
  const [known, unknown] = await Promise.all(
    ['cust_priya_01', 'cust_nobody'].map(customer_id =>
      book(sandbox, widgetBodyAt('2026-04-20T05:00:00Z', { customer_id }), { key }),
    ),
  )
  expect(known?.json.error.details).toEqual(unknown?.json.error.details)
})

test('a secret key sends one of customer and customer_id', async () => {
  const sandbox = await forkSandbox()
  const { customer_id: _, ...nobody } = bodyAt('2026-04-20T05:00:00Z')
  expect(faultsOf(await book(sandbox, nobody))).toEqual(['/customer_id required'])
  const both = { ...widgetBodyAt('2026-04-20T05:00:00Z'), customer_id: 'cust_priya_01' }
  expect(faultsOf(await book(sandbox, both))).toEqual(['/customer conflicting'])
  expect((await book(sandbox, widgetBodyAt('2026-04-20T05:00:00Z'))).status).toBe(201)
})

test('conflicts have no ids', async () => {
  const answer = await book(await forkSandbox(), widgetBodyAt('2026-04-21T05:00:00Z'), { key })
  expect(answer.json.error.details.conflicts).toEqual([
    { type: 'existing_booking' },
    { type: 'outside_working_hours' },
  ])
  expect(answer.text).not.toContain('bk_')
})

test('a start that has passed is in_past; a moment later it is not', async () => {
  const sandbox = await forkSandbox()
  sandbox.clock.set(Date.parse('2026-04-20T05:00:01Z'))
  const late = await book(sandbox, widgetBodyAt('2026-04-20T05:00:00Z'), { key })
  expect(conflictTypes(late)).toEqual(['in_past'])
  expect(suggestedStarts(late)).toEqual(['2026-04-20T05:30:00Z', '2026-04-20T06:00:00Z'])
  sandbox.clock.set(Date.parse('2026-04-20T05:00:00Z'))
  expect((await book(sandbox, widgetBodyAt('2026-04-20T05:00:00Z'), { key })).status).toBe(201)
})

test.each(['2026-03-02T05:00:00Z', '2025-04-15T05:00:00Z', '1999-01-04T05:00:00Z'])(
  'a start long ago (%s) is answered with the next starts from now on',
  async start => {
    const answer = await book(await forkSandbox(), widgetBodyAt(start), { key })
    expect(conflictTypes(answer)).toContain('in_past')
    expect(suggestedStarts(answer)).toEqual(['2026-04-15T10:00:00Z', '2026-04-15T10:30:00Z'])
  },
)

test('the client_secret opens this booking, and is told only by the create', async () => {
  const sandbox = await forkSandbox()
  const { json: booking } = await book(sandbox, widgetBodyAt('2026-04-20T05:00:00Z'), { key })
  const other = await book(sandbox, widgetBodyAt('2026-04-20T05:30:00Z'), { key })
  const secret = booking.client_secret
  expect(secret).toMatch(/^cs_[\w-]{32}$/)

  const url = `/v2/bookings/${booking.id}`
  const withSecret = (text: string) => sandbox.send('GET', url, { key, headers: { 'x-client-secret': text } })
  const seen = await withSecret(secret)
  expect([seen.status, seen.json.id]).toEqual([200, booking.id])
  expect((await withSecret(other.json.client_secret)).status).toBe(404)
  expect((await withSecret('')).status).toBe(404)
  expect((await sandbox.send('GET', url, { key })).status).toBe(404)

  const told = [
    seen.text,
    (await sandbox.send('GET', url)).text,
    (await sandbox.send('GET', '/v2/bookings')).text,
    JSON.stringify(await sandbox.events()),
  ]
  expect(told.filter(text => text.includes(secret) || text.includes('client_secret'))).toEqual([])
})

test('an override that is false asks for nothing', async () => {
  const sandbox = await forkSandbox()
  const body = widgetBodyAt('2026-04-20T05:00:00Z', { override_conflicts: false })
  expect((await book(sandbox, body, { key })).status).toBe(201)
})
