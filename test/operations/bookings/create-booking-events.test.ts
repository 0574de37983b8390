import { expect, test } from 'vitest'
import { listEvents } from '../../../emulator/store/events.ts'
import { createValidators } from '../../../emulator/validation/validation.ts'
import { type EventType, eventSchema } from '../../../src/contract/event-types.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, widgetBodyAt } from './booking-world.ts'

const start = '2026-04-20T05:00:00Z'

test('an event holds the booking as it was answered, and its bytes never change', async () => {
  const sandbox = await forkSandbox()
  const answer = await book(sandbox, bodyAt(start, { metadata: { b: '1', a: '2' } }))
  const before = await payloads(sandbox)
  const { client_secret: _, ...booking } = answer.json
  const [created, confirmed] = before.map(text => JSON.parse(text))
  expect(created).toEqual({
    id: expect.stringMatching(/^evt_[0-9A-Z]{26}$/),
    type: 'booking.created',
    created_at: '2026-04-15T09:42:11Z',
    tenant_id: 'tnt_clinic',
    request_id: answer.headers['x-request-id'],
    data: { object: booking },
  })
  expect(confirmed).toEqual({ ...created, id: confirmed.id, type: 'booking.confirmed' })

  sandbox.clock.set(sandbox.clock.now() + 86_400_000)
  await book(sandbox, bodyAt('2026-04-20T06:00:00Z'))
  expect((await payloads(sandbox)).slice(0, 2)).toEqual(before)
})

test("events of every kind have their schema's shape, numbered in commit order, per tenant", async () => {
  const sandbox = await forkSandbox()
  await book(sandbox, widgetBodyAt(start), { key: 'publishable' })
  await book(sandbox, bodyAt(start, { override_conflicts: true }))
  const validatorOf = createValidators()
  const events = await sandbox.events()
  expect(events.map(event => event.type)).toEqual([
    'customer.created',
    'booking.created',
    'booking.confirmed',
    'booking.created',
    'booking.confirmed',
    'schedule.violation_detected',
  ])
  for (const event of events) expect(validatorOf(eventSchema(event.type as EventType))(event)).toEqual([])
  const rows = await sandbox.sandbox.store.read(trx => listEvents(trx, 'tnt_clinic'))
  const seqs = rows.map(row => row.seq)
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
  expect(new Set(seqs).size).toBe(6)
  expect(rows.map(row => row.id)).toEqual(events.map(event => event.id))
  expect(await sandbox.events('tnt_ideadunes')).toEqual([])
})

async function payloads({ sandbox }: TestSandbox): Promise<string[]> {
  return (await sandbox.store.read(trx => listEvents(trx, 'tnt_clinic'))).map(row => row.payload)
}
