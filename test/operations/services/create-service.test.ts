import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, everything, faultsOf } from '../bookings/booking-world.ts'

const create = (sandbox: TestSandbox, members: object = {}) =>
  sandbox.send('POST', '/v2/services', { body: { name: 'Check-up', duration_min: 20, ...members } })

const inr = (amount: number) => ({ amount, currency: 'INR' })

test('a name and a duration are enough', async () => {
  const sandbox = await forkSandbox()
  const answer = await create(sandbox)
  expect([answer.status, answer.headers.etag]).toEqual([201, '"1"'])
  expect(answer.json).toEqual({
    id: expect.stringMatching(/^svc_[0-9A-Z]{26}$/),
    tenant_id: 'tnt_clinic',
    name: 'Check-up',
    description: null,
    duration_min: 20,
    step_min: 20,
    buffer_before_min: 0,
    buffer_after_min: 0,
    notice_min: 0,
    horizon_days: 60,
    capacity: 1,
    max_per_day: null,
    price: null,
    deposit: null,
    confirmation: 'auto',
    requirements: [],
    policy: {},
    status: 'active',
    metadata: {},
    created_at: '2026-04-15T09:42:11Z',
    updated_at: '2026-04-15T09:42:11Z',
    revision: 1,
  })
  expect((await sandbox.send('GET', `/v2/services/${answer.json.id}`)).json).toEqual(answer.json)
  const [event] = await sandbox.events()
  expect([event.type, event.data]).toEqual(['service.created', { object: answer.json }])
})

test('everything that is sent comes back', async () => {
  const body = {
    description: 'Short.',
    step_min: 7,
    buffer_before_min: 5,
    buffer_after_min: 10,
    notice_min: 60,
    horizon_days: 0,
    capacity: 3,
    max_per_day: 4,
    price: { amount: 1500, currency: 'KWD' },
    deposit: { amount: 1500, currency: 'KWD' },
    confirmation: 'manual',
    policy: { cancel_cutoff_min: 0, reminders_min: [], auto_complete: 'off', late_cancel_fee: 500 },
    metadata: { color: 'teal' },
  }
  expect((await create(await forkSandbox(), body)).json).toMatchObject(body)
})

test('without requirements it has nobody to serve it; with them it is booked at once', async () => {
  const sandbox = await forkSandbox()
  const { json: bare } = await create(sandbox)
  const refused = await book(sandbox, bodyAt('2026-04-20T05:00:00Z', { service_id: bare.id }))
  expect(faultsOf(refused)).toEqual(['/resource_id not_eligible'])
  const requirements = [{ group: 'staff', resource_ids: ['res_dr_niket'] }]
  const { json: service } = await create(sandbox, { requirements })
  expect(service.requirements).toEqual([{ ...requirements[0], skills: [], overrides: [] }])
  const booking = await book(sandbox, bodyAt('2026-04-20T05:10:00Z', { service_id: service.id }))
  expect(booking.json).toMatchObject({ status: 'confirmed', end_at: '2026-04-20T05:30:00Z' })
})

test("confirmation is as the tenant's policy says, unless told", async () => {
  const sandbox = await forkSandbox()
  await sandbox.send('PATCH', '/v2/tenant', { body: { policy: { confirmation: 'manual' } } })
  expect((await create(sandbox)).json.confirmation).toBe('manual')
  expect((await create(sandbox, { confirmation: 'auto' })).json.confirmation).toBe('auto')
})

describe('limits', () => {
  test.each([
    ['duration_min', 1, 1440],
    ['step_min', 1, 1440],
    ['buffer_before_min', 0, 1440],
    ['buffer_after_min', 0, 1440],
    ['notice_min', 0, 525_600],
    ['horizon_days', 0, 730],
    ['capacity', 1, 10_000],
    ['max_per_day', 1, 10_000],
  ])('%s is from %i to %i', async (name, least, most) => {
    const sandbox = await forkSandbox()
    for (const value of [least, most]) {
      const { json } = await create(sandbox, { [name]: value })
      expect(json[name]).toBe(value)
    }
    expect(faultsOf(await create(sandbox, { [name]: least - 1 }))).toEqual([`/${name} too_small`])
    expect(faultsOf(await create(sandbox, { [name]: most + 1 }))).toEqual([`/${name} too_large`])
    expect(faultsOf(await create(sandbox, { [name]: least + 0.5 }))).toEqual([`/${name} wrong_type`])
    expect(faultsOf(await create(sandbox, { [name]: String(least) }))).toEqual([`/${name} wrong_type`])
  })
})

describe('refused', () => {
  test.each([
    [{ name: '' }, '/name too_short'],
    [{ duration_min: null }, '/duration_min null_not_allowed'],
    [{ confirmation: 'later' }, '/confirmation not_allowed'],
    [{ status: 'archived' }, '/status unknown_field'],
    [{ price: 800 }, '/price wrong_type'],
    [{ price: { amount: 1 } }, '/price/currency required'],
    [{ price: inr(-1) }, '/price/amount too_small'],
    [{ price: inr(0.5) }, '/price/amount wrong_type'],
    [{ price: inr(1_000_000_000_000) }, '/price/amount too_large'],
    [{ price: { amount: 1, currency: 'inr' } }, '/price/currency invalid_format'],
    [{ price: { amount: 1, currency: 'XYZ' } }, '/price/currency invalid_currency'],
    [{ price: { ...inr(1), tax: 1 } }, '/price/tax unknown_field'],
    [{ deposit: inr(100) }, '/deposit price_required'],
    [{ price: null, deposit: inr(100) }, '/deposit price_required'],
    [{ price: inr(100), deposit: inr(101) }, '/deposit/amount too_large'],
    [{ price: inr(100), deposit: inr(0) }, '/deposit/amount too_small'],
    [{ price: inr(100), deposit: { amount: 1, currency: 'USD' } }, '/deposit/currency currency_mismatch'],
    [{ policy: { grace: 1 } }, '/policy/grace unknown_field'],
    // A service says that itself.
    [{ policy: { confirmation: 'manual' } }, '/policy/confirmation unknown_field'],
    [{ policy: { cancel_cutoff_min: null } }, '/policy/cancel_cutoff_min null_not_allowed'],
    [{ policy: { no_show_fee: -1 } }, '/policy/no_show_fee too_small'],
    [{ policy: { reminders_min: [60, 60] } }, '/policy/reminders_min invalid'],
    [
      { requirements: [{ group: 'staff', resource_ids: ['res_x'] }] },
      '/requirements/0/resource_ids/0 not_found',
    ],
  ])('%j', async (members, fault) => {
    const sandbox = await forkSandbox()
    const before = await everything(sandbox)
    const answer = await create(sandbox, members)
    expect([answer.status, faultsOf(answer)]).toEqual([422, [fault]])
    expect(await everything(sandbox)).toEqual(before)
  })

  test('for every fault at once', async () => {
    const answer = await create(await forkSandbox(), {
      price: { amount: 1, currency: 'ZZZ' },
      deposit: { amount: 1, currency: 'QQQ' },
      requirements: [{ group: 'staff' }],
    })
    expect(faultsOf(answer)).toEqual([
      '/requirements/0/resource_ids required',
      '/price/currency invalid_currency',
      '/deposit/currency invalid_currency',
    ])
  })
})
