import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, conflictTypes, faultsOf } from '../bookings/booking-world.ts'
import {
  archiveConsultation,
  booked,
  entry,
  joined,
  offer,
  offersMade,
  wait,
  wanted,
} from './waitlist-world.ts'

const other = '2026-04-21T07:00:00Z'

test('staff offers a free start, whoever is next and whatever the windows say; it is held', async () => {
  const sandbox = await forkSandbox()
  await joined(sandbox)
  const { id } = await joined(sandbox, { priority: -5 })
  const answer = await offer(sandbox, id, { start_at: other })
  expect(answer.json).toMatchObject({
    status: 'offered',
    offer: { start_at: other, resource_id: 'res_dr_niket', expires_at: '2026-04-15T09:57:11Z' },
    revision: 2,
  })
  expect(await offersMade(sandbox)).toEqual([`${id} ${other} res_dr_niket`])
  expect(conflictTypes(await book(sandbox, bodyAt(other)))).toEqual(['hold'])
  const again = await offer(sandbox, id, { start_at: wanted })
  expect(again.json.error.details).toEqual({
    from: 'offered',
    action: 'offer',
    allowed: ['accept', 'remove'],
  })
})

test('what is taken, past or off the grid cannot be offered', async () => {
  const sandbox = await forkSandbox()
  const { id } = await joined(sandbox)
  await booked(sandbox)
  expect(conflictTypes(await offer(sandbox, id, { start_at: wanted }))).toEqual(['existing_booking'])
  expect(conflictTypes(await offer(sandbox, id, { start_at: '2026-04-14T05:00:00Z' }))).toContain('in_past')
  expect(conflictTypes(await offer(sandbox, id, { start_at: '2026-04-20T06:10:00Z' }))).toEqual(['off_grid'])
})

test('who waits for one resource is offered no other; nor what was let lapse', async () => {
  const sandbox = await forkSandbox('default')
  const members = { service_id: 'svc_checkup_20', resource_id: 'res_dr_niket' }
  const { id } = await joined(sandbox, members)
  const start_at = '2026-04-20T05:10:00Z'
  expect(faultsOf(await offer(sandbox, id, { start_at, resource_id: 'res_dr_asha' }))).toEqual([
    '/resource_id not_wanted',
  ])
  expect((await offer(sandbox, id, { start_at })).json.offer.resource_id).toBe('res_dr_niket')
  await wait(sandbox, 15)
  expect(faultsOf(await offer(sandbox, id, { start_at }))).toEqual(['/start_at offered_before'])
})

test('an offer stands as long as the policy says, at most until the start', async () => {
  const sandbox = await forkSandbox()
  await sandbox.send('PATCH', '/v2/services/svc_consult_30', { body: { policy: { offer_min: 120 } } })
  const { id } = await joined(sandbox)
  const { json } = await offer(sandbox, id, { start_at: '2026-04-15T10:30:00Z' })
  expect(json.offer.expires_at).toBe('2026-04-15T10:30:00Z')
})

test('an entry of an archived service is offered nothing, by nobody', async () => {
  const sandbox = await forkSandbox()
  const id = await booked(sandbox)
  const waiting = await joined(sandbox)
  await archiveConsultation(sandbox)
  const refused = await offer(sandbox, waiting.id, { start_at: other })
  expect(refused.json.error).toMatchObject({
    code: 'invalid_state_transition',
    message: expect.stringContaining('svc_consult_30 is archived'),
    details: { from: 'waiting', action: 'offer', allowed: ['remove'] },
  })
  await sandbox.send('POST', `/v2/bookings/${id}/cancel`, { body: {} })
  expect(await offersMade(sandbox)).toEqual([])
  expect((await entry(sandbox, waiting.id)).status).toBe('waiting')
})
