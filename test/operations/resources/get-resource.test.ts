import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { addResource } from '../bookings/booking-world.ts'
import { addAway, niket } from './resource-world.ts'

test('answers the whole resource with its skills, its revision as ETag', async () => {
  const answer = await (await forkSandbox()).send('GET', niket)
  expect([answer.status, answer.headers.etag]).toEqual([200, '"1"'])
  expect(answer.json).toEqual({
    id: 'res_dr_niket',
    tenant_id: 'tnt_clinic',
    type: 'staff',
    name: 'Dr Niket',
    location_id: null,
    timezone: 'Asia/Kolkata',
    capacity: 1,
    weight: 1,
    max_bookings_per_day: null,
    skills: [{ skill_id: 'skill_cardiology', level: 3, valid_until: null }],
    status: 'online',
    offline: null,
    metadata: {},
    created_at: '2026-04-15T09:00:00Z',
    updated_at: '2026-04-15T09:00:00Z',
    revision: 1,
  })
})

test('answers an archived one too, to everybody', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_old', status: 'archived' })
  for (const key of ['secret', 'publishable'])
    expect((await sandbox.send('GET', '/v2/resources/res_old', { key })).json.status).toBe('archived')
})

test('a widget sees neither metadata nor why somebody is away', async () => {
  const sandbox = await forkSandbox()
  const seenByWidget = await addAway(sandbox)
  const seen = await sandbox.send('GET', '/v2/resources/res_away', { key: 'publishable' })
  expect(seen.json).toEqual(seenByWidget)
})
