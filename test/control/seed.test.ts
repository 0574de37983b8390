import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { everything } from '../operations/bookings/booking-world.ts'
import { testNow } from '../world/sandbox.ts'
import { type ControlledSandbox, controlledSandbox } from './controlled-sandbox.ts'

let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox()
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const seed = (body: unknown) => sandbox.control('POST', '/seed', { body })
const reset = async (body: unknown = {}) => (await sandbox.control('POST', '/reset', { body })).json
const tenant = async () => (await sandbox.send('GET', '/v2/tenant')).json
const ids = async (list: string) =>
  (await sandbox.send('GET', `/v2/${list}?limit=100`)).json.data.map(({ id }: { id: string }) => id)

describe('a data set', () => {
  test('takes the place of everything; the keys and the clock stay', async () => {
    await sandbox.control('POST', '/clock/freeze', { body: { at: '2026-09-01T12:00:00Z' } })
    await sandbox.send('POST', '/v2/customers', { body: { name: 'A' } })
    const { status, json } = await seed({ data_set: 'salon', size: 40, seed: 'x' })
    expect([status, json]).toMatchObject([
      200,
      {
        data_set: 'salon',
        size: 40,
        seed: 'x',
        replaced: true,
        tenant_id: 'tnt_clinic',
        created: { locations: 1, skills: 1, resources: 8, services: 6, bookings: 40 },
        clock: { mode: 'frozen', now: '2026-09-01T12:00:00Z' },
      },
    ])
    expect(json.clock.next_due_at > '2026-09-01T23:00:00Z').toBe(true)
    expect(await tenant()).toMatchObject({ name: 'Curl & Comb', timezone: 'Europe/London', currency: 'GBP' })
    expect(await ids('services')).not.toContain('svc_consult_30')
    expect(await sandbox.events()).toEqual([])
    const [{ start_at }] = (await sandbox.send('GET', '/v2/bookings?order=-start_at')).json.data
    expect(start_at > '2026-09-01' && start_at < '2026-09-30').toBe(true)
  })

  test('brings tenants of its own, whatever was remembered of those before', async () => {
    const confirmation = async () => {
      const body = { name: 'A', duration_min: 30 }
      return (await sandbox.send('POST', '/v2/services', { body })).json.confirmation
    }
    await sandbox.send('PATCH', '/v2/tenant', { body: { policy: { confirmation: 'manual' } } })
    expect(await confirmation()).toBe('manual')
    await seed({ data_set: 'reference' })
    expect(await confirmation()).toBe('auto')
  })

  test('is the same again on a frozen clock, and draws the same ids afterwards', async () => {
    await sandbox.control('POST', '/clock/freeze')
    const round = async () => {
      await seed({ data_set: 'clinic', size: 30 })
      const { id } = (await sandbox.send('POST', '/v2/customers', { body: { name: 'A' } })).json
      // Their request ids are drawn from real time, and the keys of the trail from nothing that is known.
      const { events: _, audit_events: __, audit_keys: ___, ...rows } = await everything(sandbox)
      return { id, rows }
    }
    expect(await round()).toEqual(await round())
  })

  test('comes to what is there when it is added, once', async () => {
    const before = await ids('services')
    const { json } = await seed({ data_set: 'coworking', size: 30, add: true })
    expect(json).toMatchObject({ replaced: false, created: { services: 7, resources: 7, bookings: 30 } })
    expect(await ids('services')).toEqual(expect.arrayContaining(before))
    expect(await tenant()).toMatchObject({ name: 'Niket Clinic', currency: 'INR' })
    const rows = await everything(sandbox)
    const again = await seed({ data_set: 'coworking', size: 31, add: true })
    expect([again.status, again.json.error.details.fields]).toMatchObject([
      422,
      [{ path: '/data_set', code: 'taken' }],
    ])
    expect(await everything(sandbox)).toEqual(rows)
    expect((await seed({ data_set: 'salon', size: 20, add: true })).status).toBe(200)
    expect((await seed({ data_set: 'clinic', size: 20, add: true })).status).toBe(200)
  })

  test('reminds of its bookings when the clock moves on', async () => {
    await sandbox.control('POST', '/clock/freeze')
    await seed({ data_set: 'clinic', size: 200 })
    const { fired } = (await sandbox.control('POST', '/clock/advance', { body: { by_seconds: 3 * 86_400 } }))
      .json
    expect(fired.length).toBeGreaterThan(5)
    const types = fired.flatMap(({ events }: { events: string[] }) => events)
    expect(types).toContain('booking.reminder_due')
    // A hold on a card lapses in silence.
    const telling = fired.filter(({ kind }: { kind: string }) => kind !== 'payment.lapse')
    expect(types.length).toBe(telling.length)
  })

  test.each([
    [{ data_set: 'clnic' }, '/data_set not_allowed'],
    [{}, '/data_set required'],
    [{ data_set: 'clinic', size: 0 }, '/size too_small'],
    [{ data_set: 'clinic', size: 1_000_001 }, '/size too_large'],
    [{ data_set: 'clinic', seed: '' }, '/seed too_short'],
    [{ data_set: 'clinic', tenant: 'x' }, '/tenant unknown_field'],
    [{ data_set: 'default', size: 5 }, '/size not_possible'],
    [{ data_set: 'empty', seed: 'x' }, '/seed not_possible'],
    [{ data_set: 'reference', add: true }, '/add not_possible'],
  ])('%j is refused, and changes nothing', async (body, fault) => {
    const before = await everything(sandbox)
    const { status, json } = await seed(body)
    const faults = json.error.details.fields.map(
      ({ path, code }: Record<string, string>) => `${path} ${code}`,
    )
    expect([status, faults]).toEqual([422, [fault]])
    expect(await everything(sandbox)).toEqual(before)
  })

  test('is no file: that has a type of its own, and no other is taken', async () => {
    const { status, json } = await sandbox.control('POST', '/seed', {
      rawBody: 'a,b',
      headers: { 'content-type': 'text/csv' },
    })
    expect([status, json.error.code]).toEqual([415, 'unsupported_media_type'])
    const elsewhere = { rawBody: 'a: 1', headers: { 'content-type': 'application/yaml' } }
    expect((await sandbox.control('POST', '/reset', elsewhere)).status).toBe(415)
    expect((await sandbox.send('POST', '/v2/customers', elsewhere)).status).toBe(415)
  })
})

describe('a reset', () => {
  test('goes back to the example data whatever was seeded', async () => {
    const services = await ids('services')
    await sandbox.control('POST', '/clock/freeze', { body: { at: '2026-09-01T12:00:00Z' } })
    await seed({ data_set: 'salon', size: 10 })
    expect(await reset()).toMatchObject({ data_set: 'default', clock: { mode: 'real', now: testNow } })
    expect(await ids('services')).toEqual(services)
    expect(await tenant()).toMatchObject({ name: 'Niket Clinic', timezone: 'Asia/Kolkata' })
  })

  test('goes to another data set when told, once', async () => {
    await sandbox.control('POST', '/clock/freeze', { body: { at: '2030-09-01T12:00:00Z' } })
    expect(await reset({ data_set: 'clinic' })).toMatchObject({ data_set: 'clinic', clock: { mode: 'real' } })
    // As of the real day, for the clock goes back to real time.
    const [{ start_at }] = (await sandbox.send('GET', '/v2/bookings?order=-start_at')).json.data
    expect(start_at > testNow && start_at < '2026-05-14').toBe(true)
    expect(await reset({ data_set: 'empty' })).toMatchObject({ data_set: 'empty' })
    expect([await ids('customers'), await ids('services')]).toEqual([[], []])
    expect(await reset()).toMatchObject({ data_set: 'default' })
  })

  test('names no data set that there is not', async () => {
    expect((await reset({ data_set: 'x' })).error.details.fields).toMatchObject([{ code: 'not_allowed' }])
  })
})
