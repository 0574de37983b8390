import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { mainLocation } from './location-world.ts'

test('answers the whole location, its revision as ETag', async () => {
  const answer = await (await forkSandbox()).send('GET', mainLocation)
  expect([answer.status, answer.headers.etag]).toEqual([200, '"1"'])
  expect(answer.json).toEqual({
    id: 'loc_main',
    tenant_id: 'tnt_clinic',
    name: 'Niket Clinic',
    timezone: 'Asia/Kolkata',
    address: '4 Residency Road, Bengaluru',
    opening_hours: null,
    holidays: [],
    metadata: {},
    created_at: '2026-04-15T09:00:00Z',
    updated_at: '2026-04-15T09:00:00Z',
    revision: 1,
  })
})

test('a widget sees all of it, hours and holidays too, but its metadata', async () => {
  const sandbox = await forkSandbox()
  const body = {
    opening_hours: { mon: [{ start: '09:00', end: '12:00' }] },
    holidays: [{ date: '2026-12-25', name: 'Christmas' }],
    metadata: { rent: '900' },
  }
  await sandbox.send('PATCH', mainLocation, { body })
  const { metadata, ...rest } = (await sandbox.send('GET', mainLocation)).json
  expect(metadata).toEqual({ rent: '900' })
  expect((await sandbox.send('GET', mainLocation, { key: 'publishable' })).json).toEqual(rest)
})
