import { expect, test } from 'vitest'
import { defaultPolicy } from '../../../src/contract/objects/default-policy.ts'
import { forkSandbox } from '../../world/sandbox.ts'

test('answers the tenant with its whole policy', async () => {
  const answer = await (await forkSandbox()).send('GET', '/v2/tenant')
  expect(answer.headers.etag).toBe('"1"')
  expect(answer.json).toEqual({
    id: 'tnt_clinic',
    tenant_id: 'tnt_clinic',
    name: 'Niket Clinic',
    timezone: 'Asia/Kolkata',
    currency: 'INR',
    plan: 'enterprise',
    limits: { per_second: 2500, per_minute: 150_000, per_day: 10_000_000 },
    policy: defaultPolicy,
    access_review_days: 90,
    breach_watch: null,
    metadata: {},
    created_at: '2026-04-15T09:00:00Z',
    updated_at: '2026-04-15T09:00:00Z',
    revision: 1,
  })
})

test('a widget sees its public part', async () => {
  const sandbox = await forkSandbox()
  const whole = (await sandbox.send('GET', '/v2/tenant')).json
  const {
    plan: _,
    limits: __,
    access_review_days: ___,
    breach_watch: ____,
    metadata: _____,
    ...shown
  } = whole
  expect((await sandbox.send('GET', '/v2/tenant', { key: 'publishable' })).json).toEqual(shown)
})

test('X-Tenant-Id chooses which tenant is read', async () => {
  const sandbox = await forkSandbox()
  const read = async (tenant?: string) =>
    (await sandbox.send('GET', '/v2/tenant', tenant === undefined ? {} : { tenant })).json.id
  expect([await read(), await read('tnt_clinic'), await read('tnt_ideadunes')]).toEqual([
    'tnt_clinic',
    'tnt_clinic',
    'tnt_ideadunes',
  ])
})

test('tells of the plan and limits that the tenant has now', async () => {
  const sandbox = await forkSandbox()
  const limits = { per_second: 10, per_minute: 500, per_day: 50_000 }
  await sandbox.sandbox.store.write(trx =>
    trx
      .updateTable('tenants')
      .set({ plan: 'starter', limits: JSON.stringify(limits) })
      .where('id', '=', 'tnt_clinic')
      .execute(),
  )
  expect((await sandbox.send('GET', '/v2/tenant')).json).toMatchObject({ plan: 'starter', limits })
})
