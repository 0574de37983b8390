import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { type ControlledSandbox, controlledSandbox } from './controlled-sandbox.ts'

let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox()
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const seen = async (query = '', fork?: string) =>
  await sandbox.control('GET', `/events${query}`, { ...(fork !== undefined && named(fork)) })
const named = (fork: string) => ({ headers: { 'x-sandbox': fork } })
const types = async (query = '', fork?: string) =>
  (await seen(query, fork)).json.data.map(({ type }: { type: string }) => type)
const book = async () =>
  (await sandbox.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T05:00:00Z') })).json
const addCustomer = (tenant: string) =>
  sandbox.send('POST', '/v2/customers', { tenant, body: { name: 'Mina', email: 'mina@example.com' } })

describe('events', () => {
  test('are those of all tenants in commit order, as they are stored', async () => {
    await book()
    await addCustomer('tnt_ideadunes')
    const { status, headers, json } = await seen()
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(json).toEqual({
      has_more: false,
      data: [...(await sandbox.events()), ...(await sandbox.events('tnt_ideadunes'))],
    })
    expect(await types()).toEqual(['booking.created', 'booking.confirmed', 'customer.created'])
  })

  test('are chosen by type, by glob and by tenant', async () => {
    await book()
    await addCustomer('tnt_ideadunes')
    expect(await types('?type=booking.confirmed')).toEqual(['booking.confirmed'])
    expect(await types('?type=*.created')).toEqual(['booking.created', 'customer.created'])
    expect(await types('?type=customer.*,booking.confirmed')).toEqual([
      'booking.confirmed',
      'customer.created',
    ])
    expect(await types('?tenant=tnt_ideadunes')).toEqual(['customer.created'])
    expect(await types('?tenant=tnt_none')).toEqual([])
  })

  test('go on after the one that was seen last', async () => {
    await book()
    await addCustomer('tnt_ideadunes')
    const first = (await seen('?limit=2')).json
    expect(first).toMatchObject({ has_more: true, data: [{}, { type: 'booking.confirmed' }] })
    const rest = (await seen(`?limit=2&after=${first.data[1].id}`)).json
    expect(rest).toMatchObject({ has_more: false, data: [{ type: 'customer.created' }] })
    expect(await types(`?after=${rest.data[0].id}`)).toEqual([])
  })

  test('of a fork are those of its parent and its own; it says where its own begin', async () => {
    expect((await sandbox.control('POST', '/forks', { body: { name: 'early' } })).json.last_event_id).toBe(
      'evt_example_01',
    )
    await book()
    const fork = (await sandbox.control('POST', '/forks', { body: { name: 'f' } })).json
    await sandbox.send('POST', '/v2/customers', {
      key: fork.keys.secret,
      body: { name: 'Mina', email: 'mina@example.com' },
    })
    expect(await types('', 'f')).toEqual(['booking.created', 'booking.confirmed', 'customer.created'])
    expect(await types(`?after=${fork.last_event_id}`, 'f')).toEqual(['customer.created'])
    expect(await types()).toEqual(['booking.created', 'booking.confirmed'])
  })

  test.each([
    ['?type=booking.canceled', '/type', /Did you mean booking\.\w+\?/],
    ['?type=booking.created,nothing.*', '/type', /nothing\.\*/],
    ['?after=evt_none', '/after', /evt_none/],
    ['?after=1', '/after', /./],
    ['?limit=0', '/limit', /./],
    ['?wait_ms=60001', '/wait_ms', /./],
    ['?since=evt_1', '/since', /./],
  ])('are refused for %s', async (query, path, message) => {
    const { status, json } = await seen(query)
    expect([status, json.error.details.fields[0].path]).toEqual([422, path])
    expect(json.error.message).toMatch(message)
  })
})

describe('an answer that waits', () => {
  test('comes at once when there is an event', async () => {
    await book()
    expect(await types('?type=booking.created&wait_ms=60000')).toEqual(['booking.created'])
  })

  test('comes with the commit that brings one, and not before', async () => {
    const waiting = types('?type=customer.created&wait_ms=60000')
    await book()
    await addCustomer('tnt_clinic')
    expect(await waiting).toEqual(['customer.created'])
  })

  test('comes when the clock brings one', async () => {
    await book()
    const waiting = types('?type=booking.reminder_due&wait_ms=60000')
    await sandbox.control('POST', '/clock/set', { body: { at: '2026-04-19T06:00:00Z' } })
    expect(await waiting).toEqual(['booking.reminder_due'])
  })

  test('is empty when the time is over', async () => {
    expect((await seen('?wait_ms=20')).json).toEqual({ data: [], has_more: false })
  })

  test('wakes for every one who waits', async () => {
    const waiting = [1, 2, 3].map(() => types('?wait_ms=60000'))
    await book()
    expect(await Promise.all(waiting)).toEqual(Array(3).fill(['booking.created', 'booking.confirmed']))
  })

  test('ends with its sandbox', async () => {
    await sandbox.control('POST', '/forks', { body: { name: 'f' } })
    const waiting = seen('?wait_ms=60000', 'f')
    await sandbox.control('DELETE', '/forks/f')
    expect((await waiting).json).toEqual({ data: [], has_more: false })
  })

  test('ends with the server', async () => {
    const waiting = seen('?wait_ms=60000')
    await sandbox.app.close()
    expect((await waiting).json).toEqual({ data: [], has_more: false })
  })

  test('leaves nobody behind who listens', async () => {
    const listening: string[] = []
    const { onCommit } = sandbox.sandbox
    Object.assign(sandbox.sandbox, {
      onCommit: (listener: () => void) => {
        const stop = onCommit(listener)
        listening.push('begun')
        return () => {
          listening.push('ended')
          stop()
        }
      },
    })
    await seen('?wait_ms=10')
    expect(listening).toEqual(['begun', 'ended'])
  })
})

describe('logged requests', () => {
  const logged = async (query: string) => (await sandbox.control('GET', `/requests${query}`)).json.data

  test('go on after a number', async () => {
    for (const path of ['/v2/bookings', '/v2/customers', '/v2/services']) await sandbox.send('GET', path)
    expect(await logged('?after=1')).toMatchObject([{ number: 2, path: '/v2/customers' }, { number: 3 }])
    expect(await logged('?after=3')).toEqual([])
  })

  test('are waited for', async () => {
    const waiting = logged('?status=404&wait_ms=60000')
    await sandbox.send('GET', '/v2/bookings')
    await sandbox.send('GET', '/v2/nowhere')
    expect(await waiting).toMatchObject([{ number: 2, path: '/v2/nowhere', status: 404 }])
    expect(await logged('?after=2&wait_ms=10')).toEqual([])
  })

  test('with an unknown key are found at the sandbox that they named, else at the main one', async () => {
    await sandbox.control('POST', '/forks', { body: { name: 'f' } })
    for (const headers of [{}, { 'x-sandbox': 'f' }, { 'x-sandbox': 'gone' }]) {
      await sandbox.send('GET', '/v2/bookings', { key: 'sk_test_unknown', headers })
    }
    expect(await logged('')).toHaveLength(2)
    const ofFork = await sandbox.control('GET', '/requests', named('f'))
    expect(ofFork.json.data).toMatchObject([{ status: 401 }])
  })
})
