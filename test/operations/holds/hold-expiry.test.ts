import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { monday, slots, startsOf } from '../availability/slot-queries.ts'
import { bodyAt, book, conflictTypes } from '../bookings/booking-world.ts'
import { held, heldStart, readHold, wait } from './hold-requests.ts'

test('at its expiry a hold is gone, a moment before it is not; though nothing has fired', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  sandbox.clock.set(Date.parse('2026-04-15T09:47:11Z') - 1)
  expect(conflictTypes(await book(sandbox, bodyAt(heldStart)))).toEqual(['hold'])
  expect((await readHold(sandbox, id)).json).toMatchObject({
    status: 'active',
    remaining_seconds: 1,
  })
  sandbox.clock.set(Date.parse('2026-04-15T09:47:11Z'))
  expect((await readHold(sandbox, id)).json).toMatchObject({
    status: 'expired',
    remaining_seconds: 0,
  })
  expect(startsOf(await slots(sandbox, monday))).toContain(heldStart)
  expect((await book(sandbox, bodyAt(heldStart))).status).toBe(201)
})

test('when the clock comes by, hold.expired is told once, and the row says so for ever', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox, { ttl_seconds: 45 })
  expect(await wait(sandbox, 44)).toEqual([])
  const fired = await wait(sandbox, 1000)
  expect(fired).toEqual([
    {
      at: '2026-04-15T09:42:56Z',
      kind: 'hold.expire',
      tenant_id: 'tnt_clinic',
      object_id: id,
      events: ['hold.expired'],
    },
  ])
  const [event] = await sandbox.events()
  expect(event).toMatchObject({
    type: 'hold.expired',
    created_at: '2026-04-15T09:42:56Z',
    request_id: null,
    data: { object: { id, status: 'expired', revision: 2, updated_at: '2026-04-15T09:42:56Z' } },
  })
  expect(JSON.stringify(event)).not.toContain('client_secret')
  expect(await wait(sandbox, 100_000)).toEqual([])
  // Setting the clock back revives nothing.
  sandbox.clock.set(Date.parse('2026-04-15T09:42:30Z'))
  expect((await readHold(sandbox, id)).json.status).toBe('expired')
})

test('expiries are whole seconds, never earlier than promised', async () => {
  const sandbox = await forkSandbox()
  sandbox.clock.set(Date.parse('2026-04-15T09:42:11.250Z'))
  const { id, expires_at } = await held(sandbox)
  expect(expires_at).toBe('2026-04-15T09:47:12Z')
  sandbox.clock.set(Date.parse(expires_at) - 1)
  expect((await readHold(sandbox, id)).json.status).toBe('active')
  sandbox.clock.set(Date.parse(expires_at))
  expect((await readHold(sandbox, id)).json.status).toBe('expired')
})
