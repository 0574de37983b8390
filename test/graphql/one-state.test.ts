import { beforeEach, describe, expect, test, vi } from 'vitest'
import { load } from '../../emulator/objects/load.ts'
import { StatementCache } from '../../emulator/store/sqlite/statement-cache.ts'
import { StorageFault } from '../../emulator/store/storage-fault.ts'
import type { Store } from '../../emulator/store/store.ts'
import { forkSandbox, reportedBugs, type TestSandbox } from '../world/sandbox.ts'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await forkSandbox('default')
  reportedBugs.length = 0
})

const ask = (query: string) => sandbox.send('POST', '/v2/graphql', { body: { query } })

/** Has `between` done before each read of the sandbox but the first. */
async function whileReading<T>(between: (store: Store) => Promise<unknown>, work: () => Promise<T>) {
  const { store } = sandbox.sandbox
  const read = store.read
  let reads = 0
  const spy = vi.spyOn(store, 'read').mockImplementation(async part => {
    reads += 1
    if (reads > 1) await between(store)
    return await read(part)
  })
  try {
    return { answer: await work(), reads: () => reads }
  } finally {
    spy.mockRestore()
  }
}

/** Writes one word into a booking and its customer, together. */
async function writeBoth(store: Store, word: string) {
  await store.write(async trx => {
    await trx.updateTable('bookings').set({ notes: word }).execute()
    await trx.updateTable('customers').set({ notes: word }).execute()
  })
}

const levels =
  'bookings(first: 1) { nodes { notes customer { notes payments { nodes { booking { notes } } } } } }'

describe('a query', () => {
  test('tells of one state, whatever is written between its levels', async () => {
    await writeBoth(sandbox.sandbox.store, 'before')
    await ask(`{ ${levels} }`)
    const { answer, reads } = await whileReading(
      store => writeBoth(store, 'after'),
      () => ask(`{ ${levels} }`),
    )
    expect(answer.json.errors).toBeUndefined()
    const [{ notes, customer }] = answer.json.data.bookings.nodes
    expect([notes, customer.notes]).toEqual(['before', 'before'])
    expect(reads()).toBe(1)
    expect(reportedBugs.splice(0)).toEqual([])
  })

  test('does not hold up what takes turns: slots are read as ever, and everything is answered', async () => {
    const slots = `availableSlots(service_id: "svc_consult_30", from: "2026-04-20", to: "2026-04-21") {
      slots { start_at } }`
    for (const _ of ['found out', 'known']) {
      const { answer, reads } = await whileReading(
        async () => {},
        () => ask(`{ ${slots} ${levels} }`),
      )
      expect(answer.json.errors).toBeUndefined()
      expect(answer.json.data.availableSlots.slots.length).toBeGreaterThan(5)
      expect(answer.json.data.bookings.nodes).toHaveLength(1)
      expect(reads()).toBeGreaterThan(2)
    }
    expect(reportedBugs.splice(0)).toEqual([])
  })

  test('tells of a storage that fails, field by field, and so does the sandbox', async () => {
    const fault = new StorageFault('io_error')
    const prepare = StatementCache.prototype.prepare
    const spy = vi.spyOn(StatementCache.prototype, 'prepare').mockImplementation(function (
      this: StatementCache,
      text,
    ) {
      if (/from "customers"/.test(text)) throw fault
      return prepare.call(this, text)
    })
    const { json } = await ask('{ tenant { id } bookings(first: 1) { nodes { id customer { id } } } }')
    spy.mockRestore()
    expect(json.data.tenant.id).toBe('tnt_clinic')
    expect(json.errors[0].path).toEqual(['bookings', 'nodes', 0, 'customer'])
    expect(sandbox.sandbox.store.trouble).toBe(fault)
  })
})

test('series that bookings name are read together', async () => {
  for (const start_local of ['2026-04-20T12:00', '2026-04-20T15:00']) {
    const body = {
      customer_id: 'cust_priya_01',
      service_id: 'svc_consult_30',
      rrule: 'FREQ=WEEKLY;COUNT=2',
      start_local,
    }
    const made = await sandbox.send('POST', '/v2/booking_series', { body })
    expect(made.status, made.text).toBe(201)
  }
  const words = 'nodes { id series { id occurrences { booking_id } } hold { id status } }'
  await ask(`{ bookings(first: 100) { ${words} } }`)
  const prepare = vi.spyOn(StatementCache.prototype, 'prepare')
  const { json } = await ask(`{ bookings(first: 100) { ${words} } }`)
  const texts = prepare.mock.calls.map(([text]) => text).filter(text => /^select|^with/.test(text))
  prepare.mockRestore()
  expect(json.errors).toBeUndefined()
  const { nodes } = json.data.bookings
  const named = nodes.filter(({ series }: { series: object | null }) => series !== null)
  expect(new Set(named.map(({ series }: { series: { id: string } }) => series.id)).size).toBe(3)
  for (const { id, series } of named)
    expect(series.occurrences.map((one: { booking_id: string }) => one.booking_id)).toContain(id)
  // The list, the series, and their bookings.
  expect(texts.length).toBeLessThanOrEqual(4)
})

test.each([
  ['booking_series', '/v2/booking_series/series_physio_01'],
  ['hold', '/v2/holds/hold_lunch_01'],
  ['webhook', '/v2/webhooks/wh_example_01'],
] as const)('a %s that is read together with others is what it is by itself', async (kind, path) => {
  const own = await sandbox.send('GET', path)
  expect(own.status, own.text).toBe(200)
  const now = sandbox.clock.now()
  const found = await sandbox.sandbox.store.read(trx =>
    load(trx, 'tnt_clinic', kind, [own.json.id, 'x'], now),
  )
  expect([...found.values()]).toEqual([own.json])
})
