import { expect, test } from 'vitest'
import { addKeys } from '../../emulator/fleet/default-keys.ts'
import { openSandbox } from '../../emulator/seed/open-sandbox.ts'
import { insertDelivery, saveResult } from '../../emulator/store/deliveries.ts'
import { claimDeliveries, type Lease } from '../../emulator/store/delivery-claims.ts'
import { lockResources } from '../../emulator/store/resource-locks.ts'
import type { DeliveryRow } from '../../emulator/store/schema.ts'
import type { Store } from '../../emulator/store/store.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { requestsTo, sharedServer, testTime } from '../world/sandbox.ts'
import { emptyPostgres, otherProcess } from './database.ts'
import { postgresSandbox } from './twins.ts'

const booking = { body: bodyAt('2026-04-20T05:00:00Z'), idempotencyKey: 'once' }

/** A sandbox, and the same one in another process that has begun a booking with the same key. */
async function whileBookedElsewhere() {
  const here = await postgresSandbox('default')
  const other = otherProcess(here.postgres)
  const { app, keyRing } = sharedServer()
  const { sandbox } = await openSandbox(other.store, testTime, 'default')
  addKeys(keyRing, sandbox, here.keys)
  const first = await requestsTo(app, sandbox, here.keys).send('POST', '/v2/bookings', booking)
  expect(first.status).toBe(201)
  addKeys(keyRing, here.sandbox, here.keys)
  return { here, other, first }
}

test('a key that another process is busy with is in use; then its answer is replayed', async () => {
  const { here, other, first } = await whileBookedElsewhere()
  const busy = await here.send('POST', '/v2/bookings', booking)
  expect([busy.status, busy.json.error.code, busy.headers['retry-after']]).toEqual([
    409,
    'idempotency_key_in_use',
    '1',
  ])
  await other.commit()
  const again = await here.send('POST', '/v2/bookings', booking)
  expect([again.status, again.text, again.headers['x-idempotent-replayed']]).toEqual([
    201,
    first.text,
    'true',
  ])
  expect(again.headers['x-original-request-id']).toBe(first.headers['x-request-id'])
})

test('a key whose process died half-way is free again', async () => {
  const { here, other, first } = await whileBookedElsewhere()
  await other.undo()
  const again = await here.send('POST', '/v2/bookings', booking)
  expect([again.status, again.headers['x-idempotent-replayed']]).toEqual([201, undefined])
  // Ids are drawn in the transaction, and went with it.
  expect(again.json.id).toBe(first.json.id)
})

test('another key is free meanwhile, of another caller too', async () => {
  const { here, other } = await whileBookedElsewhere()
  const { body } = booking
  const faulty = await here.send('POST', '/v2/bookings', { body: {}, idempotencyKey: 'other' })
  const refused = await here.send('POST', '/v2/bookings/bk_none/confirm', { idempotencyKey: 'once' })
  const elsewhere = await here.send('POST', '/v2/bookings', {
    body,
    idempotencyKey: 'once',
    tenant: 'tnt_ideadunes',
  })
  expect([faulty.status, refused.status, elsewhere.status]).toEqual([422, 404, 422])
  await other.undo()
})

test('resources are locked until the transaction ends, those that were named and no others', async () => {
  const { postgres } = await postgresSandbox('default')
  const other = otherProcess(postgres)
  await other.store.write(async trx => {
    await lockResources(trx, 'tnt_clinic', ['res_dr_niket', 'res_dr_asha', 'res_none'])
    // Nobody asks for nothing, and PostgreSQL takes no empty list.
    await lockResources(trx, 'tnt_clinic', [])
  })
  const free = () =>
    postgres.store.write(async trx => {
      const rows = await trx.selectFrom('resources').select('id').forUpdate().skipLocked().execute()
      return rows.map(({ id }) => id)
    })
  const all = await postgres.store.read(trx => trx.selectFrom('resources').select('id').execute())
  expect((await free()).toSorted()).toEqual(
    all
      .map(({ id }) => id)
      .filter(id => !['res_dr_niket', 'res_dr_asha'].includes(id))
      .toSorted(),
  )
  await other.undo()
  expect(await free()).toHaveLength(all.length)
})

const lane = { tenant_id: 'tnt_a', webhook_id: 'wh_a' }
const at = (second: number) => new Date(Date.UTC(2026, 10, 28, 10, 0, second)).toISOString()
const claim = (store: Store, lease: Lease, limit = 2) =>
  store.write(async trx => (await claimDeliveries(trx, lane, limit, lease)).deliveries.map(({ id }) => id))

/** Four attempts that may be made, in the order of their events. */
async function withAttempts() {
  const postgres = await emptyPostgres()
  await postgres.store.write(async trx => {
    for (const number of [3, 1, 4, 2]) await insertDelivery(trx, attempt(number))
    await insertDelivery(trx, { ...attempt(0), id: 'dlv_later', ready: 0 })
    await insertDelivery(trx, { ...attempt(0), id: 'dlv_other', webhook_id: 'wh_b' })
  })
  return { postgres, store: postgres.store, other: otherProcess(postgres) }
}

function attempt(number: number): DeliveryRow {
  return {
    tenant_id: 'tnt_a',
    id: `dlv_${number}`,
    created_at: at(0),
    updated_at: at(0),
    revision: 1,
    webhook_id: 'wh_a',
    event_id: `evt_${number}`,
    event_seq: number,
    sample: null,
    attempt: 1,
    step: 1,
    status: 'pending',
    ready: 1,
    due_at: at(0),
    url: 'http://127.0.0.1:1',
    request_headers: null,
    response_status: null,
    response_headers: null,
    response_body: null,
    latency_ms: null,
    error: null,
    attempted_at: null,
    next_attempt_at: null,
    claimed_until: null,
  }
}

function succeeded({ revision: _, ...row }: DeliveryRow) {
  return { ...row, status: 'succeeded', response_status: 200, attempted_at: at(1) }
}

test("attempts that another process is claiming are nobody else's, nor those behind them", async () => {
  const { store, other } = await withAttempts()
  expect(await claim(other.store, { now: at(0), leaseUntil: at(30) })).toEqual(['dlv_1', 'dlv_2'])
  expect(await claim(store, { now: at(1), leaseUntil: at(31) }, 4)).toEqual([])
  await other.commit()
  expect(await claim(store, { now: at(1), leaseUntil: at(31) }, 4)).toEqual([])
})

test('one process at a time serves an endpoint: nobody else gets what comes before its claim', async () => {
  const { store } = await withAttempts()
  expect(await claim(store, { now: at(0), leaseUntil: at(30) })).toEqual(['dlv_1', 'dlv_2'])
  // A retry of an older event has become due.
  await store.write(trx => insertDelivery(trx, { ...attempt(0), id: 'dlv_retry' }))
  expect(await claim(store, { now: at(1), leaseUntil: at(31) })).toEqual([])
  const goesOn = { now: at(1), leaseUntil: at(31), heldUntil: at(30) }
  expect(await claim(store, goesOn)).toEqual(['dlv_retry', 'dlv_1'])
})

test('a claim that is undone was none', async () => {
  const { store, other } = await withAttempts()
  await claim(other.store, { now: at(0), leaseUntil: at(30) })
  await other.undo()
  expect(await claim(store, { now: at(1), leaseUntil: at(31) })).toEqual(['dlv_1', 'dlv_2'])
})

test('a lease that has ended frees what it held; whoever goes on keeps it', async () => {
  const { store } = await withAttempts()
  await claim(store, { now: at(0), leaseUntil: at(30) })
  expect(await claim(store, { now: at(29), leaseUntil: at(59) })).toEqual([])
  const goesOn = { now: at(10), leaseUntil: at(40), heldUntil: at(30) }
  expect(await claim(store, goesOn, 3)).toEqual(['dlv_1', 'dlv_2', 'dlv_3'])
  expect(await claim(store, { now: at(30), leaseUntil: at(60) })).toEqual([])
  expect(await claim(store, { now: at(40), leaseUntil: at(70) })).toEqual(['dlv_1', 'dlv_2'])
  // It was too slow: others have them now.
  expect(await claim(store, { ...goesOn, now: at(41), heldUntil: at(40) })).toEqual([])
})

test('an attempt that was written down is claimed by nobody, nor is what repeats it', async () => {
  const { store, postgres } = await withAttempts()
  await claim(store, { now: at(0), leaseUntil: at(30) })
  await store.write(async trx => {
    const claimed = await trx
      .selectFrom('deliveries')
      .selectAll()
      .where('id', '=', 'dlv_1')
      .executeTakeFirstOrThrow()
    expect(claimed.claimed_until).toBe(at(30))
    await saveResult(trx, succeeded(claimed))
    await insertDelivery(trx, { ...claimed, id: 'dlv_1b', attempt: 2 })
  })
  const rows = await postgres.store.read(trx =>
    trx
      .selectFrom('deliveries')
      .select(['id', 'claimed_until'])
      .where('claimed_until', 'is not', null)
      .execute(),
  )
  expect(rows).toEqual([{ id: 'dlv_2', claimed_until: at(30) }])
})
