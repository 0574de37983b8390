import { describe, expect, test } from 'vitest'
import { defaultPolicy } from '../../../src/contract/objects/default-policy.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, everything, faultsOf } from '../bookings/booking-world.ts'

const update = (sandbox: TestSandbox, body: unknown, headers: Record<string, string> = {}) =>
  sandbox.send('PATCH', '/v2/tenant', { body, headers })

test('changes the tenant that X-Tenant-Id names, and no other', async () => {
  const sandbox = await forkSandbox()
  const tenant = 'tnt_ideadunes'
  const answer = await sandbox.send('PATCH', '/v2/tenant', { tenant, body: { name: 'Dunes' } })
  expect(answer.json).toMatchObject({ id: tenant, name: 'Dunes', revision: 2 })
  expect((await sandbox.send('GET', '/v2/tenant')).json).toMatchObject({ name: 'Niket Clinic', revision: 1 })
})

test('a widget may not change it', async () => {
  const sandbox = await forkSandbox()
  const refused = await sandbox.send('PATCH', '/v2/tenant', { key: 'publishable', body: { name: 'Mine' } })
  expect(refused.json.error.code).toBe('insufficient_scope')
  expect((await sandbox.send('GET', '/v2/tenant')).json).toMatchObject({ name: 'Niket Clinic', revision: 1 })
})

describe('a change', () => {
  test('is written with a new revision, and there at once', async () => {
    const sandbox = await forkSandbox()
    const body = {
      name: 'Klinik',
      timezone: 'Europe/Berlin',
      currency: 'EUR',
      access_review_days: 30,
      metadata: { crm: '7' },
    }
    const before = await sandbox.send('GET', '/v2/tenant')
    const answer = await update(sandbox, body)
    expect([answer.status, answer.headers.etag]).toEqual([200, '"2"'])
    expect(answer.json).toEqual({
      ...before.json,
      ...body,
      updated_at: '2026-04-15T09:42:11Z',
      revision: 2,
    })
    expect((await sandbox.send('GET', '/v2/tenant')).json).toEqual(answer.json)
    expect(await sandbox.eventTypes()).toEqual([])
  })

  test('of the policy is merged; null takes the default; the next booking has it', async () => {
    const sandbox = await forkSandbox()
    const policyOf = async () => {
      const start = new Date(Date.parse('2026-04-20T05:00:00Z') + 1_800_000 * bookings++).toISOString()
      return (await book(sandbox, bodyAt(start))).json.policy
    }
    let bookings = 0
    // Read once, so that it could be remembered.
    expect(await policyOf()).toEqual(defaultPolicy)
    await update(sandbox, { policy: { no_show_fee: 500, reminders_min: [30] } })
    expect(await policyOf()).toEqual({ ...defaultPolicy, no_show_fee: 500, reminders_min: [30] })
    const answer = await update(sandbox, { policy: { no_show_fee: null, offer_min: 20 } })
    const policy = { ...defaultPolicy, offer_min: 20, reminders_min: [30] }
    expect(answer.json.policy).toEqual(policy)
    expect(await policyOf()).toEqual(policy)
  })

  test('holds after a replay too, and is undone by nothing', async () => {
    const sandbox = await forkSandbox()
    const send = () =>
      sandbox.send('PATCH', '/v2/tenant', { body: { policy: { no_show_fee: 7 } }, idempotencyKey: 'once' })
    await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
    await send()
    expect((await book(sandbox, bodyAt('2026-04-20T06:00:00Z'))).json.policy.no_show_fee).toBe(7)
    expect((await send()).headers['x-idempotent-replayed']).toBe('true')
    expect((await sandbox.send('GET', '/v2/tenant')).json.revision).toBe(2)
  })
})

test.each([
  ['nothing', {}],
  ['what is there', { name: 'Niket Clinic', currency: 'INR', access_review_days: 90, metadata: {} }],
  ['the default policy', { policy: { ...defaultPolicy, no_show_fee: null } }],
])('%s changes nothing', async (_what, body) => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  const answer = await update(sandbox, body)
  expect([answer.status, answer.json.revision]).toEqual([200, 1])
  expect(await everything(sandbox)).toEqual(before)
})

test.each([
  [{ name: '' }, '/name too_short'],
  [{ name: null }, '/name null_not_allowed'],
  [{ timezone: 'IST+5' }, '/timezone invalid_timezone'],
  [{ timezone: '+05:30' }, '/timezone invalid_timezone'],
  [{ currency: 'eur' }, '/currency invalid_format'],
  [{ currency: 'EUX' }, '/currency invalid_currency'],
  [{ access_review_days: 0 }, '/access_review_days too_small'],
  [{ access_review_days: 3651 }, '/access_review_days too_large'],
  [{ plan: 'unlimited' }, '/plan unknown_field'],
  [{ limits: { per_second: 1 } }, '/limits unknown_field'],
  [{ id: 'tnt_mine' }, '/id unknown_field'],
  [{ policy: null }, '/policy null_not_allowed'],
  [{ policy: { confirmation: 'later' } }, '/policy/confirmation not_allowed'],
  [{ policy: { offer_min: -1 } }, '/policy/offer_min too_small'],
  [{ policy: { offer_min: 525_601 } }, '/policy/offer_min too_large'],
  [{ policy: { refunds: true } }, '/policy/refunds unknown_field'],
])('%j is refused', async (body, fault) => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  const answer = await update(sandbox, body)
  expect([answer.status, faultsOf(answer)]).toEqual([422, [fault]])
  expect(await everything(sandbox)).toEqual(before)
})

test('If-Match is minded', async () => {
  const sandbox = await forkSandbox()
  const stale = await update(sandbox, { name: 'Mine' }, { 'if-match': '"2"' })
  expect([stale.status, stale.json.error.details]).toEqual([412, { revision: 1 }])
  expect((await update(sandbox, { name: 'Mine' }, { 'if-match': '"1"' })).json.revision).toBe(2)
})
