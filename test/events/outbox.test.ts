import { expect, test } from 'vitest'
import { recordEvent } from '../../emulator/events/outbox.ts'
import { listEvents } from '../../emulator/store/events.ts'
import { idsInTransaction } from '../../emulator/store/ids.ts'
import { openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import type { Store } from '../../emulator/store/store.ts'

const now = Date.parse('2026-04-15T09:42:11.250Z')

async function record(store: Store, tenantId: string, emission: Parameters<typeof recordEvent>[3]) {
  await store.write(trx =>
    recordEvent(trx, idsInTransaction(trx, 'seed', now), { tenantId, requestId: 'req_1', now }, emission),
  )
}

const events = (store: Store, tenantId: string) => store.read(trx => listEvents(trx, tenantId))

test('the envelope becomes bytes once, with object and siblings under data', async () => {
  const store = await openMemoryStore()
  const object = { id: 'bk_1', notes: 'é "quoted"', b: 1, a: [null, true] }
  await record(store, 'tnt_a', { type: 'booking.created', object, siblings: { other: { x: 1 } } })
  const [row] = await events(store, 'tnt_a')
  expect(row).toMatchObject({ type: 'booking.created', object_id: 'bk_1', request_id: 'req_1' })
  expect(row?.created_at).toBe('2026-04-15T09:42:11.250Z')
  expect(row?.payload).toBe(
    `{"id":"${row?.id}","type":"booking.created","created_at":"2026-04-15T09:42:11Z","tenant_id":"tnt_a",` +
      '"request_id":"req_1","data":{"object":{"id":"bk_1","notes":"é \\"quoted\\"","b":1,"a":[null,true]},"other":{"x":1}}}',
  )
})

test('events of a tenant come in commit order, of one moment too, and no other tenant sees them', async () => {
  const store = await openMemoryStore()
  for (const [tenant, id] of [
    ['tnt_a', 'x_3'],
    ['tnt_b', 'x_9'],
    ['tnt_a', 'x_1'],
    ['tnt_a', 'x_2'],
  ] as const) {
    await record(store, tenant, { type: 't', object: { id }, siblings: {} })
  }
  expect((await events(store, 'tnt_a')).map(event => event.object_id)).toEqual(['x_3', 'x_1', 'x_2'])
  expect((await events(store, 'tnt_b')).map(event => event.object_id)).toEqual(['x_9'])
})

test('an object without an id has an event all the same', async () => {
  const store = await openMemoryStore()
  await record(store, 'tnt_a', { type: 'schedule.violation_detected', object: { rule: 'r' }, siblings: {} })
  expect((await events(store, 'tnt_a')).map(event => event.object_id)).toEqual([''])
})

test('an event of a transaction that fails never was', async () => {
  const store = await openMemoryStore()
  const failing = store.write(async trx => {
    const source = { tenantId: 'tnt_a', requestId: null, now }
    const emission = { type: 't', object: { id: 'x_1' }, siblings: {} }
    await recordEvent(trx, idsInTransaction(trx, 'seed', now), source, emission)
    throw new Error('undone')
  })
  await expect(failing).rejects.toThrow('undone')
  await record(store, 'tnt_a', { type: 't', object: { id: 'x_2' }, siblings: {} })
  const [row, more] = await events(store, 'tnt_a')
  expect([row?.object_id, row?.seq, more]).toEqual(['x_2', 1, undefined])
})

test('a payload of more than 256 kB is refused at its source, with all that its transaction did', async () => {
  const store = await openMemoryStore()
  const objectOf = (size: number) => ({
    type: 't',
    object: { id: 'x_1', notes: 'ü'.repeat(size) },
    siblings: {},
  })
  const refused = record(store, 'tnt_a', objectOf(131_072))
  await expect(refused).rejects.toMatchObject({
    code: 'payload_too_large',
    message: expect.stringContaining('256 kB'),
  })
  expect(await events(store, 'tnt_a')).toEqual([])
  // Bytes count, not letters: half as many of these are as long.
  await record(store, 'tnt_a', objectOf(130_900))
  const [row] = await events(store, 'tnt_a')
  expect([row?.seq, Buffer.byteLength(row?.payload ?? '')]).toEqual([1, expect.closeTo(262_000, -3)])
})
