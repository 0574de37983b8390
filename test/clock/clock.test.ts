import { expect, test } from 'vitest'
import { bodyAt, book } from '../operations/bookings/booking-world.ts'
import { forkSandbox } from '../world/sandbox.ts'

test('every instant of an answer and its events is that of the sandbox clock, to the second', async () => {
  const sandbox = await forkSandbox()
  sandbox.clock.set(Date.parse('2027-02-01T00:00:00.999Z'))
  const { json } = await book(sandbox, bodyAt('2027-02-02T05:00:00Z'))
  const at = '2027-02-01T00:00:00Z'
  expect([json.created_at, json.updated_at]).toEqual([at, at])
  const events = await sandbox.events()
  expect(events.map(event => event.created_at)).toEqual([at, at])
})

test('each sandbox has a clock of its own', async () => {
  const [one, other] = [await forkSandbox(), await forkSandbox()]
  one.clock.set(Date.parse('2027-02-01T00:00:00Z'))
  const { json } = await book(other, bodyAt('2026-04-20T05:00:00Z'))
  expect(json.created_at).toBe('2026-04-15T09:42:11Z')
})
