import { expect, test } from 'vitest'
import { flush } from '../../emulator/sandbox/flush.ts'
import { openSandbox } from '../../emulator/seed/open-sandbox.ts'
import { readRateBuckets } from '../../emulator/store/rate-buckets.ts'
import { appendRequests, listRequests } from '../../emulator/store/request-log.ts'
import { openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import { setPlan } from '../../emulator/store/tenants.ts'
import { handTurnedTime } from '../world/real-time.ts'
import { forkSandbox, testNow } from '../world/sandbox.ts'

const entry = {
  at: '2026-04-15T09:42:11.000Z',
  request_id: 'req_1',
  method: 'GET',
  path: '/v2/bookings',
  operation: 'listBookings',
  tenant_id: 'tnt_clinic',
  key_hint: null,
  key_scope: null,
  idempotency_key: null,
  replayed: 0,
  status: 200,
  duration_us: 10,
  error_code: null,
  origin: null,
  user_agent: null,
}

test('the log and the buckets of a refused request outlive its rollback', async () => {
  const fork = await forkSandbox()
  await fork.send('POST', '/v2/bookings', { body: {} })
  await fork.send('GET', '/v2/bookings')
  await flush(fork.sandbox)
  const { store } = fork.sandbox
  const logged = await store.read(trx => listRequests(trx, { limit: 10 }))
  expect(logged.map(({ number, status, error_code }) => [number, status, error_code])).toEqual([
    [1, 422, 'validation_failed'],
    [2, 200, null],
  ])
  expect((await store.read(readRateBuckets)).map(row => row.tenant_id)).toEqual(['tnt_clinic'])
  await flush(fork.sandbox)
  expect(await store.read(trx => listRequests(trx, { limit: 10 }))).toHaveLength(2)
})

test('idempotency records go when they have expired, and not before', async () => {
  const fork = await forkSandbox()
  const records = async () => {
    await fork.send('GET', '/v2/bookings')
    await flush(fork.sandbox)
    return await fork.sandbox.store.read(trx =>
      trx.selectFrom('idempotency_records').select('idempotency_key').execute(),
    )
  }
  await fork.send('POST', '/v2/customers', { body: { name: 'Priya' }, idempotencyKey: 'old' })
  fork.clock.set(fork.clock.now() + 86_399_999)
  expect(await records()).toEqual([{ idempotency_key: 'old' }])
  fork.clock.set(fork.clock.now() + 1)
  expect(await records()).toEqual([])
})

test('only the newest ten thousand requests are kept', async () => {
  const store = await openMemoryStore()
  await store.write(trx =>
    appendRequests(
      trx,
      Array.from({ length: 10_100 }, () => entry),
    ),
  )
  await store.write(trx => appendRequests(trx, [entry]))
  const kept = await store.read(trx => listRequests(trx, { limit: 100_000 }))
  expect([kept.length, kept[0]?.number, kept.at(-1)?.number]).toEqual([10_000, 102, 10_101])
})

test('a restart forgives no requests, and leaks what leaked meanwhile', async () => {
  const real = handTurnedTime(Date.parse(testNow))
  const store = await openMemoryStore()
  const first = (await openSandbox(store, real)).sandbox
  const limits = { per_second: 100, per_minute: 60, per_day: 1_000 }
  await store.write(trx => setPlan(trx, { plan: 'enterprise', limits }))
  for (let i = 0; i < 60; i++) expect(first.limiter.take('tnt_clinic', limits).allowed).toBe(true)
  expect(first.limiter.take('tnt_clinic', limits).allowed).toBe(false)
  first.log.add(entry)
  await flush(first)
  // Saved by the machine's wall clock, so the restart is counted from it as well.
  const savedAt = Date.parse((await store.read(readRateBuckets))[0]?.saved_at ?? '')
  const reopen = async (laterMs: number) => {
    const time = handTurnedTime(savedAt + laterMs)
    return (await openSandbox(await openMemoryStore(await store.serialize()), time)).sandbox.limiter
  }
  expect((await reopen(0)).take('tnt_clinic', limits)).toMatchObject({
    allowed: false,
    window: { name: 'minute' },
  })
  expect((await reopen(1_001)).take('tnt_clinic', limits)).toMatchObject({ allowed: true, remaining: 0 })
  expect((await reopen(-86_400_000)).take('tnt_clinic', limits).allowed).toBe(false)
})
