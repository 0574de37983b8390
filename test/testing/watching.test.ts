import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../emulator/testing/index.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { testNow } from '../world/sandbox.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ clock: testNow, dataSet: 'reference' })
})
afterEach(() => sandbox.close())

const book = async (startAt = '2026-04-20T05:00:00Z', of = sandbox) =>
  (await of.client.call('createBooking', { body: bodyAt(startAt) as never })).data

const addCustomer = (name: string, tenant = 'tnt_clinic') =>
  sandbox.createClient({ tenant }).call('createCustomer', { body: { name, email: 'a@example.com' } as never })

const failureOf = async (work: Promise<unknown>) =>
  await work.then(
    () => expect.fail('It should have been rejected.'),
    error => error,
  )

describe('the clock', () => {
  test('tells what it did, and what it shows', async () => {
    const { id } = await book()
    expect(await sandbox.clock.advance('1d')).toEqual([])
    expect(await sandbox.clock.advance({ until: 'next' })).toMatchObject([
      {
        at: '2026-04-19T05:00:00Z',
        kind: 'booking.reminder',
        object_id: id,
        events: ['booking.reminder_due'],
      },
    ])
    expect(await sandbox.clock.advance({ to: new Date('2026-04-20T05:00:00Z') })).toHaveLength(1)
    expect((await sandbox.clock.now()).toISOString()).toBe('2026-04-20T05:00:00.000Z')
    await sandbox.clock.set('2026-04-01T00:00:00Z')
    expect(await sandbox.clock.view()).toMatchObject({ mode: 'frozen', now: '2026-04-01T00:00:00Z' })
    await sandbox.clock.resume()
    expect((await sandbox.clock.view()).mode).toBe('offset')
    await sandbox.clock.freeze('2026-04-02T00:00:00Z')
    expect((await sandbox.clock.now()).toISOString()).toBe('2026-04-02T00:00:00.000Z')
    await sandbox.clock.resume({ real: true })
    expect((await sandbox.clock.view()).mode).toBe('real')
  })

  test.each([
    ['90s', '2026-04-15T09:43:41.000Z'],
    ['P1DT2H', '2026-04-16T11:42:11.000Z'],
    [{ weeks: 1, days: 1, hours: 1, minutes: 1, seconds: 1 }, '2026-04-23T10:43:12.000Z'],
    [{ hours: 1.5 }, '2026-04-15T11:12:11.000Z'],
  ])('advances by %j', async (duration, now) => {
    await sandbox.clock.advance(duration)
    expect((await sandbox.clock.now()).toISOString()).toBe(now)
  })

  test.each([['soon'], [{}], [{ days: -1 }], [{ fortnights: 1 }], [{ seconds: 0.5 }], [{ to: 'later' }]])(
    'does not advance by %j',
    async by => {
      const failure = await failureOf(sandbox.clock.advance(by as string))
      expect(failure).toMatchObject({ kind: 'usage', code: expect.stringMatching(/^invalid_/) })
      expect((await sandbox.clock.now()).toISOString()).toBe('2026-04-15T09:42:11.000Z')
    },
  )
})

describe('events', () => {
  test('are listed whole, or chosen', async () => {
    const { id } = await book()
    await addCustomer('Mina', 'tnt_ideadunes')
    const all = await sandbox.events.list()
    expect(all.map(({ type }) => type)).toEqual(['booking.created', 'booking.confirmed', 'customer.created'])
    const [created] = await sandbox.events.list({ type: 'booking.created' })
    const status: string | undefined = created?.data.object.status
    expect([created?.data.object.id, status]).toEqual([id, 'confirmed'])
    expect(await sandbox.events.list({ type: '*.created', tenant: 'tnt_clinic' })).toHaveLength(1)
    expect(await sandbox.events.list({ after: all[0]?.id ?? '', limit: 1 })).toEqual([all[1]])
  })

  test('are waited for: those that came, and those to come', async () => {
    const { id } = await book()
    const created = await sandbox.events.waitFor('booking.created')
    expect(created.data.object.id).toBe(id)
    const coming = sandbox.events.waitFor('customer.created')
    await book('2026-04-20T06:00:00Z')
    await addCustomer('Mina')
    expect((await coming).data.object.name).toBe('Mina')
    expect(await sandbox.events.waitFor('customer.*')).toEqual(await coming)
  })

  test('are waited for by what is in them', async () => {
    for (const name of ['One', 'Two', 'Three']) await addCustomer(name)
    const two = await sandbox.events.waitFor({
      type: 'customer.created',
      where: event => event.data.object.name === 'Two',
    })
    expect(two.data.object.name).toBe('Two')
    const next = await sandbox.events.waitFor({ type: 'customer.created', after: two })
    expect(next.data.object.name).toBe('Three')
    const any = await sandbox.events.waitFor(
      event => event.type === 'customer.created' && event.data.object.name === 'Three',
    )
    expect(any).toEqual(next)
  })

  test('of the parent are none of a fork, when it waits; and none are left after a reset', async () => {
    await book()
    await using fork = await sandbox.fork()
    expect(await fork.events.list()).toHaveLength(2)
    expect((await failureOf(fork.events.waitFor('booking.created', { timeoutMs: 10 }))).code).toBe(
      'no_such_event',
    )
    const { id } = await book('2026-04-20T06:00:00Z', fork)
    expect((await fork.events.waitFor('booking.created')).data.object.id).toBe(id)
    await fork.reset()
    const again = await book('2026-04-20T07:00:00Z', fork)
    expect((await fork.events.waitFor('booking.created')).data.object.id).toBe(again.id)
  })

  test('that do not come are told with those that came, and with a clock that stands still', async () => {
    const { id } = await book()
    const failure = await failureOf(
      sandbox.events.waitFor({ type: 'booking.reminder_due', where: () => true }, { timeoutMs: 10 }),
    )
    expect(failure).toMatchObject({ kind: 'api', code: 'no_such_event' })
    const lines = failure.message.split('\n')
    expect(lines[0]).toBe('No event booking.reminder_due for which `where` is true within 10 ms. What came:')
    expect(lines[1]).toMatch(new RegExp(`^  booking.created  ${id}  tnt_clinic ${testNow} evt_`))
    expect(lines[2]).toMatch(/^ {2}booking.confirmed/)
    expect(lines[3]).toBe(
      `The clock is frozen at ${testNow}. 2 jobs wait, the next for 2026-04-19T05:00:00Z: ` +
        "sandbox.clock.advance({ until: 'next' })",
    )
    expect(failure.details.arrived).toHaveLength(2)
    await sandbox.clock.advance({ until: 'next' })
    expect((await sandbox.events.waitFor('booking.reminder_due')).data.offset).toBe(1_440)
  })

  test('that never came at all are told so', async () => {
    const failure = await failureOf(sandbox.events.waitFor('booking.declined', { timeoutMs: 0 }))
    expect(failure.message).toBe('No event booking.declined within 0 ms. Nothing came.')
  })

  test('of a mistyped type are refused at once', async () => {
    const failure = await failureOf(sandbox.events.waitFor('booking.decline', { timeoutMs: 60_000 }))
    expect(failure).toMatchObject({ code: 'validation_failed' })
    expect(failure.message).toContain('Did you mean booking.declined?')
    const never = await failureOf(sandbox.events.waitFor('booking.*', { timeoutMs: -1 }))
    expect(never).toMatchObject({ kind: 'usage', field: 'timeoutMs' })
  })
})

describe('requests', () => {
  test('are listed and waited for, with what became of them', async () => {
    await sandbox.fetch('/v2/bookings')
    await sandbox.fetch('/v2/nowhere')
    expect(await sandbox.requests.list({ status: 404 })).toMatchObject([{ number: 2, path: '/v2/nowhere' }])
    expect(await sandbox.requests.list({ path: '/v2/book*' })).toMatchObject([{ status: 200 }])
    const coming = sandbox.requests.waitFor({
      path: '/v2/customers',
      where: ({ method }) => method === 'POST',
    })
    await sandbox.fetch('/v2/customers')
    await addCustomer('Mina')
    expect(await coming).toMatchObject({ number: 4, method: 'POST', status: 201 })
    expect(await sandbox.requests.waitFor(({ status }) => status === 404)).toMatchObject({ number: 2 })
    expect(await sandbox.requests.waitFor({ status: '2xx', after: 1 })).toMatchObject({ number: 3 })
  })

  test('with an unknown key are those of the sandbox that they were sent to', async () => {
    await using fork = await sandbox.fork()
    for (const one of [sandbox, fork]) {
      await one.fetch('/v2/tenant', { headers: { authorization: 'Bearer sk_test_none' } })
      expect(await one.requests.list()).toMatchObject([{ status: 401, error_code: 'invalid_api_key' }])
    }
  })

  test('of the parent are none of a fork, when it waits', async () => {
    await sandbox.fetch('/v2/tenant')
    await using fork = await sandbox.fork()
    const failure = await failureOf(fork.requests.waitFor({ path: '/v2/tenant' }, { timeoutMs: 10 }))
    expect(failure.message).toBe('No request of /v2/tenant within 10 ms. Nothing came.')
    await fork.fetch('/v2/bookings?limit=0')
    const other = await failureOf(fork.requests.waitFor({ status: 500 }, { timeoutMs: 10 }))
    expect(other.message).toBe(
      'No request with status 500 within 10 ms. What came:\n  422 GET /v2/bookings?limit=0 validation_failed',
    )
  })
})

describe('keys and tenants', () => {
  test('are made, listed and revoked', async () => {
    const tenant = await sandbox.tenants.create({ name: 'Other', id: 'tnt_other', account: 'acct_other' })
    const key = await sandbox.keys.create({ account: 'acct_other' })
    expect((await sandbox.createClient({ apiKey: key.key }).call('getTenant')).data.id).toBe(tenant.id)
    await expect(sandbox.createClient({ tenant: 'tnt_other' }).call('getTenant')).rejects.toMatchObject({
      code: 'tenant_mismatch',
    })
    expect((await sandbox.keys.list()).map(({ id }) => id)).toContain(key.id)
    await sandbox.keys.revoke(key.key)
    expect(await sandbox.keys.list()).toHaveLength(2)
    const limits = { per_second: 1, per_minute: 2, per_day: 3 }
    expect(await sandbox.tenants.setPlan('tnt_clinic', limits)).toMatchObject({ limits })
  })

  test('of a fork are its own', async () => {
    await using fork = await sandbox.fork()
    await fork.keys.create()
    expect(await fork.keys.list()).toHaveLength(3)
    expect(await sandbox.keys.list()).toHaveLength(5)
  })
})
