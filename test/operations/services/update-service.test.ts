import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, conflictTypes, everything, faultsOf } from '../bookings/booking-world.ts'

const url = '/v2/services/svc_consult_30'
const update = (sandbox: TestSandbox, body: unknown, headers: Record<string, string> = {}) =>
  sandbox.send('PATCH', url, { body, headers })

const inr = (amount: number) => ({ amount, currency: 'INR' })

describe('a change', () => {
  test('is told with what was before', async () => {
    const sandbox = await forkSandbox()
    const before = await sandbox.send('GET', url)
    const answer = await update(sandbox, { duration_min: 45, capacity: 1, description: null })
    const changed = { duration_min: 45, description: null }
    expect(answer.json).toEqual({
      ...before.json,
      ...changed,
      updated_at: '2026-04-15T09:42:11Z',
      revision: 2,
    })
    expect(answer.headers.etag).toBe('"2"')
    const [event] = await sandbox.events()
    const { description } = before.json
    expect([event.type, event.data]).toEqual([
      'service.updated',
      { object: answer.json, previous_attributes: { duration_min: 30, description } },
    ])
  })

  test('leaves bookings that were made as they are, and holds for the next', async () => {
    const sandbox = await forkSandbox()
    const { json: old } = await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
    await update(sandbox, {
      duration_min: 60,
      step_min: 60,
      buffer_after_min: 15,
      policy: { cancel_cutoff_min: 5 },
    })
    const { client_secret: _, ...asMade } = old
    expect((await sandbox.send('GET', old.links.self)).json).toEqual(asMade)
    // On the new grid (Kolkata is half an hour off), and clear of the old booking, which has no buffer.
    const next = await book(sandbox, bodyAt('2026-04-20T05:30:00Z'))
    expect(next.json).toMatchObject({ end_at: '2026-04-20T06:30:00Z', policy: { cancel_cutoff_min: 5 } })
    const tooNear = await book(sandbox, bodyAt('2026-04-20T06:30:00Z'))
    expect(conflictTypes(tooNear)).toEqual(['buffer'])
    const offGrid = await book(sandbox, bodyAt('2026-04-20T09:00:00Z'))
    expect(conflictTypes(offGrid)).toEqual(['off_grid'])
  })

  test('of the policy is merged, and null takes the tenant’s again', async () => {
    const sandbox = await forkSandbox()
    const policyOf = async (policy: object) => (await update(sandbox, { policy })).json.policy
    expect(await policyOf({ cancel_cutoff_min: 60, no_show_fee: 100 })).toEqual({
      cancel_cutoff_min: 60,
      no_show_fee: 100,
    })
    expect(await policyOf({ offer_min: 5 })).toEqual({
      cancel_cutoff_min: 60,
      no_show_fee: 100,
      offer_min: 5,
    })
    expect(await policyOf({ cancel_cutoff_min: null, auto_no_show: null })).toEqual({
      no_show_fee: 100,
      offer_min: 5,
    })
    const { json } = await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
    expect(json.policy).toMatchObject({ cancel_cutoff_min: 1440, no_show_fee: 100, offer_min: 5 })
    const told = (await sandbox.events()).filter(event => event.type === 'service.updated')
    expect(told.at(-1).data.previous_attributes).toEqual({
      policy: { cancel_cutoff_min: 60, no_show_fee: 100, offer_min: 5 },
    })
  })

  test('of money and metadata replaces the whole; null clears a price', async () => {
    const sandbox = await forkSandbox()
    const first = await update(sandbox, { deposit: inr(80_000), metadata: { a: '1', b: '2' } })
    expect(first.json).toMatchObject({ price: inr(80_000), deposit: inr(80_000) })
    const second = await update(sandbox, { price: null, deposit: null, metadata: { b: '2' }, max_per_day: 3 })
    expect(second.json).toMatchObject({ price: null, deposit: null, metadata: { b: '2' }, max_per_day: 3 })
    expect((await update(sandbox, { max_per_day: null })).json.max_per_day).toBeNull()
  })
})

test.each([
  ['nothing', {}],
  ['what is there', { name: 'Consultation, 30 minutes', price: inr(80_000), policy: {}, metadata: {} }],
  ['members of the policy that are not set', { policy: { no_show_fee: null } }],
])('%s changes nothing', async (_what, body) => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  const answer = await update(sandbox, body)
  expect([answer.status, answer.json.revision]).toEqual([200, 1])
  expect(await everything(sandbox)).toEqual(before)
})

test.each([
  [{ name: null }, '/name null_not_allowed'],
  [{ step_min: 0 }, '/step_min too_small'],
  [{ status: 'archived' }, '/status unknown_field'],
  [{ requirements: [] }, '/requirements unknown_field'],
  [{ policy: null }, '/policy null_not_allowed'],
  [{ policy: { confirmation: 'auto' } }, '/policy/confirmation unknown_field'],
  [{ policy: { offer_min: 'soon' } }, '/policy/offer_min wrong_type'],
  [{ deposit: inr(90_000) }, '/deposit/amount too_large'],
  [{ deposit: { amount: 1, currency: 'EUR' } }, '/deposit/currency currency_mismatch'],
  [{ deposit: { amount: 1, currency: 'INX' } }, '/deposit/currency invalid_currency'],
])('%j is refused', async (body, fault) => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  const answer = await update(sandbox, body)
  expect([answer.status, faultsOf(answer)]).toEqual([422, [fault]])
  expect(await everything(sandbox)).toEqual(before)
})

test.each([
  [{ price: null }, '/price price_required'],
  [{ price: inr(499) }, '/price/amount too_small'],
  [{ price: { amount: 900, currency: 'USD' } }, '/price/currency currency_mismatch'],
])('%j is refused under a deposit of 500 INR', async (body, fault) => {
  const sandbox = await forkSandbox()
  await update(sandbox, { deposit: inr(500) })
  expect(faultsOf(await update(sandbox, body))).toEqual([fault])
  expect((await update(sandbox, { price: inr(500) })).status).toBe(200)
})

test.each([
  [{ deposit: inr(60_001) }, '/deposit/amount deposit_above_price'],
  [{ price: { amount: 900, currency: 'USD' }, deposit: null }, '/price/currency currency_mismatch'],
])('%j is refused under a price of 60,000 INR with one resource', async (body, fault) => {
  const sandbox = await forkSandbox()
  const overrides = [{ resource_id: 'res_dr_niket', price: inr(60_000) }]
  const requirements = [{ group: 'staff', resource_ids: ['res_dr_niket'], overrides }]
  await sandbox.send('PUT', `${url}/resources`, { body: { requirements } })
  expect(faultsOf(await update(sandbox, body))).toEqual([fault])
  expect((await update(sandbox, { deposit: inr(60_000) })).status).toBe(200)
})
