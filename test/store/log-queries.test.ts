import { afterEach, describe, expect, test } from 'vitest'
import { firstDueJob, insertJobs, pendingJobs } from '../../emulator/store/due-jobs.ts'
import {
  appendEvent,
  beforeAllEvents,
  countEventsAfter,
  endOfLog,
  eventsAfter,
  findEventOfAnyTenant,
  lastBefore,
  positionAt,
} from '../../emulator/store/events.ts'
import { deleteExpiredRecords } from '../../emulator/store/idempotency.ts'
import { idsInTransaction, lastDrawn } from '../../emulator/store/ids.ts'
import { readRateBuckets, saveRateBuckets } from '../../emulator/store/rate-buckets.ts'
import {
  appendRequests,
  listRequests,
  newestRequestNumber,
  requestsNumbered,
} from '../../emulator/store/request-log.ts'
import type { EventRow, RequestLogRow, Trx } from '../../emulator/store/schema.ts'
import { leaveSnapshot } from '../../emulator/store/snapshot-facts.ts'
import { insertTenant, listTenants, setPlan } from '../../emulator/store/tenants.ts'
import { dialects, type OpenedStore } from './dialects.ts'

const opened: OpenedStore[] = []
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close()
})

/** Beyond what 32 bits hold. */
const big = 3_000_000_000

const at = (second: number) => new Date(Date.UTC(2026, 3, 15, 9, 0, second)).toISOString()

const tenant = (id: string) => ({
  id,
  account_id: 'acct_a',
  name: id,
  timezone: 'Asia/Kolkata',
  currency: 'INR',
  plan: 'free',
  limits: '{}',
  policy: '{}',
  created_at: at(0),
  updated_at: at(0),
  revision: 1,
})

const event = (seq: number, tenant_id: string, type = 'booking.created'): EventRow => ({
  tenant_id,
  id: `evt_${seq}`,
  seq: big + seq,
  type,
  object_id: `bk_${seq}`,
  request_id: null,
  created_at: at(seq),
  payload: '{}',
})

const request = (status: number): Omit<RequestLogRow, 'number'> => ({
  at: at(0),
  request_id: `req_${status}`,
  method: 'GET',
  path: `/v2/bookings/${status}`,
  operation: null,
  tenant_id: 'tnt_a',
  key_hint: null,
  key_scope: null,
  idempotency_key: null,
  replayed: 0,
  status,
  duration_us: 5_000_000,
  error_code: null,
  origin: null,
  user_agent: null,
})

async function fill(trx: Trx): Promise<void> {
  for (const id of ['tnt_b', 'tnt_a', 'tnt_B']) await insertTenant(trx, tenant(id))
  for (const row of [
    event(1, 'tnt_a'),
    event(2, 'tnt_b'),
    event(3, 'tnt_a', 'customer.created'),
    event(4, 'tnt_b'),
  ])
    await appendEvent(trx, row)
}

describe.each(Object.entries(dialects))('%s', (_name, open) => {
  const filled = async () => {
    const found = await open()
    opened.push(found)
    await found.store.write(fill)
    return found.store
  }

  test('the log is followed over all tenants, by numbers of any size', async () => {
    const store = await filled()
    const numbers = async (part: Omit<Parameters<typeof eventsAfter>[1], 'limit'>, limit = 9) =>
      (await store.read(trx => eventsAfter(trx, { ...part, limit }))).map(({ seq }) => seq - big)
    const afterSeq = beforeAllEvents.seq
    expect(await numbers({ afterSeq })).toEqual([1, 2, 3, 4])
    expect(await numbers({ afterSeq: big + 1 }, 2)).toEqual([2, 3])
    expect(await numbers({ afterSeq, types: ['booking.created'], tenantId: 'tnt_a' })).toEqual([1])
    expect(await numbers({ afterSeq, types: [] })).toEqual([])
    expect(await store.read(trx => countEventsAfter(trx, { afterSeq: big + 2 }))).toBe(2)
    expect(await store.read(trx => countEventsAfter(trx, { afterSeq, types: [] }))).toBe(0)
    expect(await store.read(trx => findEventOfAnyTenant(trx, 'evt_4'))).toEqual(event(4, 'tnt_b'))
  })

  test('places of the log', async () => {
    const store = await filled()
    expect(await store.read(endOfLog)).toEqual({ seq: big + 4, eventId: 'evt_4' })
    expect(await store.read(trx => lastBefore(trx, big + 3))).toEqual({ seq: big + 2, eventId: 'evt_2' })
    expect(await store.read(trx => lastBefore(trx, 1))).toEqual(beforeAllEvents)
    expect(await store.read(trx => positionAt(trx, at(3)))).toEqual({ seq: big + 2, eventId: 'evt_2' })
    expect(await store.read(trx => positionAt(trx, at(9)))).toEqual({ seq: big + 4, eventId: 'evt_4' })
  })

  test('requests are numbered on and found by what they were', async () => {
    const store = await filled()
    expect(await store.read(newestRequestNumber)).toBe(0)
    await store.write(trx => appendRequests(trx, [request(200), request(404)]))
    await store.write(trx => appendRequests(trx, [request(503)]))
    await store.write(trx => appendRequests(trx, []))
    const statuses = async (filter: object) =>
      (await store.read(trx => listRequests(trx, { limit: 2, ...filter }))).map(row => [
        row.number,
        row.status,
      ])
    expect(await statuses({})).toEqual([
      [2, 404],
      [3, 503],
    ])
    expect(await statuses({ statuses: ['2xx', '404'], after: 1 })).toEqual([[2, 404]])
    expect(await statuses({ path: '/v2/*/503' })).toEqual([[3, 503]])
    const numbered = async (numbers: number[]) =>
      (await store.read(trx => requestsNumbered(trx, numbers))).map(row => row.status)
    expect([await numbered([3, 1, 9]), await numbered([])]).toEqual([[200, 503], []])
  })

  test('how full buckets are is written in place of what was', async () => {
    const store = await filled()
    const row = { tenant_id: 'tnt_a', saved_at: at(0), second_ms: 1, minute_ms: 2, day_ms: 86_400_000 }
    await store.write(trx => saveRateBuckets(trx, [{ ...row, day_ms: 3 }]))
    await store.write(trx => saveRateBuckets(trx, [row]))
    expect(await store.read(readRateBuckets)).toEqual([row])
    await store.write(leaveSnapshot)
    const [left] = await store.read(readRateBuckets)
    expect(left).toEqual({ ...row, saved_at: expect.not.stringMatching(at(0)) })
  })

  test('jobs are done by time, then by number, whatever its size', async () => {
    const store = await filled()
    const job = (number: number, due_at: string) => ({
      number: big + number,
      due_at,
      kind: 'hold.expire',
      tenant_id: 'tnt_a',
      object_id: 'hold_a',
      data: '{}',
    })
    expect(await store.read(pendingJobs)).toEqual({ count: 0, nextDueAt: null })
    await store.write(trx => insertJobs(trx, [job(1, at(9)), job(3, at(5)), job(2, at(5))]))
    expect(await store.read(pendingJobs)).toEqual({ count: 3, nextDueAt: at(5) })
    expect(await store.read(trx => firstDueJob(trx, at(5)))).toEqual(job(2, at(5)))
    expect(await store.read(trx => firstDueJob(trx, at(4)))).toBeUndefined()
  })

  test('streams of ids go on beyond 32 bits', async () => {
    const store = await filled()
    const reserve = (count: number) =>
      store.write(trx => idsInTransaction(trx, 'seed', 0).reserve('job', count))
    expect([await reserve(big), await reserve(2), await store.read(trx => lastDrawn(trx, 'job'))]).toEqual([
      1,
      big + 1,
      big + 2,
    ])
    expect(await store.read(trx => lastDrawn(trx, 'none'))).toBe(0)
  })

  test('all tenants get a plan, and come by the bytes of their ids', async () => {
    const store = await filled()
    const limits = { per_second: 1, per_minute: 2, per_day: big }
    await store.write(trx => setPlan(trx, { plan: 'custom', limits }))
    const tenants = await store.read(listTenants)
    expect(tenants.map(({ id }) => id)).toEqual(['tnt_B', 'tnt_a', 'tnt_b'])
    expect(tenants.every(({ plan, limits: set }) => plan === 'custom' && set.per_day === big)).toBe(true)
  })

  test('nothing is there when all rows are gone', async () => {
    const store = await filled()
    await store.write(async trx => {
      await deleteExpiredRecords(trx, at(9))
      for (const table of ['events', 'tenants'] as const) await trx.deleteFrom(table).execute()
    })
    expect([await store.read(listTenants), await store.read(endOfLog)]).toEqual([[], beforeAllEvents])
  })
})
