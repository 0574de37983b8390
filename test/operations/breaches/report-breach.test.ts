import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

test('gives the authority 72 hours from when it became known, and counts them down', async () => {
  const sandbox = await forkSandbox('default')
  const body = { description: 'A mail went to everybody', severity: 'low', aware_at: '2026-04-15T09:00:00Z' }
  const { status, json } = await sandbox.send('POST', '/v2/breaches', { body })
  expect(status).toBe(201)
  expect(json).toMatchObject({
    status: 'open',
    notify_by: '2026-04-18T09:00:00Z',
    remaining_seconds: 72 * 3600 - 42 * 60 - 11,
    categories: [],
    affected_count: 0,
  })
  sandbox.clock.set(sandbox.clock.now() + 3_600_000)
  const later = await sandbox.send('GET', `/v2/breaches/${json.id}`)
  expect(later.json.remaining_seconds).toBe(json.remaining_seconds - 3600)
})

test('cannot have become known later than now', async () => {
  const sandbox = await forkSandbox('default')
  const body = { description: 'Something', severity: 'low', aware_at: '2026-04-15T09:42:12Z' }
  const { json } = await sandbox.send('POST', '/v2/breaches', { body })
  expect(json.error.details.fields).toMatchObject([{ path: '/aware_at', code: 'in_future' }])
})
