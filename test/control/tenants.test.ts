import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ControlledSandbox, controlledSandbox } from './controlled-sandbox.ts'

let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox()
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const create = async (body: unknown) => await sandbox.control('POST', '/tenants', { body })
const ask = (tenant: string) => sandbox.send('GET', '/v2/tenant', { tenant })

test('lists the tenants with their plans, by id', async () => {
  const { status, json } = await sandbox.control('GET', '/tenants')
  expect(status).toBe(200)
  expect(json.data.map(({ id }: { id: string }) => id)).toEqual(['tnt_clinic', 'tnt_ideadunes'])
  expect(json.data[0]).toEqual({
    id: 'tnt_clinic',
    account_id: 'acct_ideadunes',
    name: 'Niket Clinic',
    timezone: 'Asia/Kolkata',
    currency: 'INR',
    plan: 'enterprise',
    limits: { per_second: 2_500, per_minute: 150_000, per_day: 10_000_000 },
  })
})

describe('a new tenant', () => {
  test('is there at once, for keys of its account', async () => {
    const made = await create({
      id: 'tnt_berlin',
      name: 'Berlin',
      timezone: 'Europe/Berlin',
      currency: 'EUR',
      plan: 'free',
    })
    expect([made.status, made.json]).toEqual([
      201,
      {
        id: 'tnt_berlin',
        account_id: 'acct_ideadunes',
        name: 'Berlin',
        timezone: 'Europe/Berlin',
        currency: 'EUR',
        plan: 'free',
        limits: { per_second: 5, per_minute: 200, per_day: 10_000 },
      },
    ])
    const answer = await ask('tnt_berlin')
    expect([answer.status, answer.json]).toMatchObject([
      200,
      { id: 'tnt_berlin', name: 'Berlin', timezone: 'Europe/Berlin', plan: 'free', revision: 1 },
    ])
    expect((await sandbox.send('GET', '/v2/bookings', { tenant: 'tnt_berlin' })).json.data).toEqual([])
  })

  test('needs a name only, and is like the default ones', async () => {
    const { json } = await create({ name: 'Second' })
    expect(json).toMatchObject({
      id: expect.stringMatching(/^tnt_[0-9A-Z]{26}$/),
      account_id: 'acct_ideadunes',
      timezone: 'Asia/Kolkata',
      currency: 'INR',
      plan: 'enterprise',
    })
    expect((await ask(json.id)).status).toBe(200)
  })

  test('of another account is out of reach for the default keys', async () => {
    await create({ id: 'tnt_other', name: 'Other', account: 'acct_other' })
    const answer = await ask('tnt_other')
    expect([answer.status, answer.json.error.code]).toEqual([403, 'tenant_mismatch'])
  })

  test('takes negotiated limits, as numbers or as text', async () => {
    const limits = { per_second: 3, per_minute: 40, per_day: 500 }
    expect((await create({ name: 'A', limits })).json).toMatchObject({ plan: 'enterprise', limits })
    expect((await create({ name: 'B', plan: '3/40/500' })).json).toMatchObject({ plan: 'enterprise', limits })
  })

  test('is gone after a reset', async () => {
    await create({ id: 'tnt_berlin', name: 'Berlin' })
    expect((await ask('tnt_berlin')).status).toBe(200)
    await sandbox.control('POST', '/reset')
    expect((await ask('tnt_berlin')).json.error.code).toBe('tenant_mismatch')
  })

  test.each([
    [{}, ['/name']],
    [{ name: '' }, ['/name']],
    [{ name: 'A', id: 'clinic' }, ['/id']],
    [{ name: 'A', account: 'other' }, ['/account']],
    [
      { name: 'A', id: 'tnt_clinic', timezone: 'Mars/Base', currency: 'ZZZ', plan: 'gold' },
      ['/id', '/timezone', '/currency', '/plan'],
    ],
    [{ name: 'A', plan: 'free', limits: { per_second: 1, per_minute: 1, per_day: 1 } }, ['/limits']],
    [{ name: 'A', limits: { per_second: 0, per_minute: 1, per_day: 1 } }, ['/limits/per_second']],
    [{ name: 'A', owner: 'x' }, ['/owner']],
  ])('is refused: %j', async (body, paths) => {
    const { status, json } = await create(body)
    expect([status, json.error.code]).toEqual([422, 'validation_failed'])
    expect(json.error.details.fields.map(({ path }: { path: string }) => path)).toEqual(paths)
    expect((await sandbox.control('GET', '/tenants')).json.data).toHaveLength(2)
  })
})

describe('another plan', () => {
  const setPlan = (tenant: string, body: unknown) =>
    sandbox.control('POST', `/tenants/${tenant}/plan`, { body })

  test('holds from the next request on, for that tenant alone', async () => {
    expect((await ask('tnt_clinic')).headers['ratelimit-policy']).toContain('"second";q=5000')
    const changed = await setPlan('tnt_clinic', { plan: '1/2/3' })
    expect([changed.status, changed.json]).toMatchObject([
      200,
      { id: 'tnt_clinic', plan: 'enterprise', limits: { per_second: 1, per_minute: 2, per_day: 3 } },
    ])
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await ask('tnt_clinic')).status)
    expect(statuses).toEqual([200, 200, 429])
    expect((await ask('tnt_ideadunes')).status).toBe(200)
    await setPlan('tnt_clinic', { plan: 'unlimited' })
    expect((await ask('tnt_clinic')).status).toBe(200)
  })

  test('is a change of the tenant, and the same plan is none', async () => {
    const etags = [(await ask('tnt_clinic')).headers.etag]
    for (const plan of ['free', 'free']) {
      await setPlan('tnt_clinic', { plan })
      etags.push((await ask('tnt_clinic')).headers.etag)
    }
    expect(etags).toEqual(['"1"', '"2"', '"2"'])
  })

  test.each([
    [{}, ''],
    [{ plan: 'gold' }, '/plan'],
    [{ plan: 'free', limits: { per_second: 1, per_minute: 1, per_day: 1 } }, ''],
  ])('is refused: %j', async (body, path) => {
    const { status, json } = await setPlan('tnt_clinic', body)
    expect([status, json.error.details.fields[0].path]).toEqual([422, path])
  })

  test('of a tenant that is not there is not found', async () => {
    const { status, json } = await setPlan('tnt_none', { plan: 'free' })
    expect([status, json.error.code]).toEqual([404, 'not_found'])
  })
})
