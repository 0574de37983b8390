import Connection from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, test } from 'vitest'
import { findActiveService } from '../../emulator/objects/service.ts'
import { pageTransitions } from '../../emulator/store/booking-history.ts'
import { findBooking } from '../../emulator/store/bookings.ts'
import { comingBookings } from '../../emulator/store/coming-bookings.ts'
import { countPending, lanesToServe, pageDeliveries } from '../../emulator/store/deliveries.ts'
import { claimDeliveries } from '../../emulator/store/delivery-claims.ts'
import { listEvents, pageEvents } from '../../emulator/store/events.ts'
import { exceptionsOf } from '../../emulator/store/exceptions.ts'
import { findHold } from '../../emulator/store/holds.ts'
import { findIdempotencyRecord } from '../../emulator/store/idempotency.ts'
import { migrate } from '../../emulator/store/migrate.ts'
import { occupanciesBetween } from '../../emulator/store/occupancies.ts'
import { bookingLoad } from '../../emulator/store/resource-days.ts'
import { resourcesWithIds } from '../../emulator/store/resources.ts'
import type { Database, Trx } from '../../emulator/store/schema.ts'

/** What SQLite does for each statement of `work`: one line of its plan after the other. */
async function plansOf(work: (trx: Trx) => Promise<unknown>): Promise<string[]> {
  const connection = new Connection(':memory:')
  const ran: { sql: string; parameters: readonly unknown[] }[] = []
  const db = new Kysely<Database>({
    dialect: new SqliteDialect({ database: connection }),
    log: event => void ran.push(event.query),
  })
  await migrate(db as unknown as Kysely<unknown>)
  ran.length = 0
  await db.transaction().execute(work)
  const selects = ran.filter(({ sql }) => sql.startsWith('select'))
  const plans = selects.flatMap(({ sql, parameters }) =>
    connection.prepare(`explain query plan ${sql}`).all(...parameters),
  )
  await db.destroy()
  return plans.map(line => (line as { detail: string }).detail)
}

const first = (order: string) => ({ limit: 25, order, from: null })
const next = (order: string, direction: 'after' | 'before' = 'after') => ({
  limit: 25,
  order,
  from: { direction, position: { sort: '2026-04-20T05:00:00.000Z', id: 'bk_1' } },
})

test('what takes a resource is read from one stretch of the primary key, bounded on both sides', async () => {
  const resource = { tenant_id: 'tnt_a', id: 'res_a', longest_block_ms: 3_600_000 }
  const window = { fromMs: 0, toMs: 3_600_000, nowMs: 0 }
  const plan = await plansOf(trx => occupanciesBetween(trx, resource, window))
  expect(plan).toEqual([
    'SEARCH occupancies USING INDEX sqlite_autoindex_occupancies_1 (tenant_id=? AND resource_id=? AND blocks_from>? AND blocks_from<?)',
  ])
})

test('what a create reads besides comes from an index each time', async () => {
  const plan = await plansOf(async trx => {
    await findBooking(trx, 'tnt_a', 'bk_1')
    await findActiveService(trx, 'tnt_a', 'svc_a')
    await resourcesWithIds(trx, 'tnt_a', ['res_a', 'res_b'])
    await exceptionsOf(trx, 'tnt_a', 'res_a')
    await bookingLoad(trx, 'tnt_a', ['res_a', 'res_b'], '2026', '2027')
    await listEvents(trx, 'tnt_a')
    const scope = { tenant_id: 't', key_id: 'k', method: 'POST', path: '/', idempotency_key: 'i' }
    await findIdempotencyRecord(trx, scope, '2026')
    await findHold(trx, 'tnt_a', 'hold_a')
  })
  expect(plan.filter(line => line.startsWith('SCAN'))).toEqual([])
  expect(plan.filter(line => line.startsWith('SEARCH')).length).toBe(8)
})

test.each(['revision', '-revision'])(
  'a history by %s walks the primary key and sorts nothing',
  async order => {
    for (const page of [first(order), next(order), next(order, 'before')]) {
      const plan = await plansOf(trx => pageTransitions(trx, 'tnt_a', 'bk_a', page))
      expect(plan).toEqual([
        expect.stringMatching(
          /^SEARCH booking_history USING INDEX sqlite_autoindex_booking_history_1 \(tenant_id=\? AND booking_id=\?/,
        ),
      ])
    }
  },
)

test('coming bookings are read from the stretch of the primary key that begins now', async () => {
  const resource = { tenant_id: 'tnt_a', id: 'res_a', longest_block_ms: 3_600_000 }
  const plan = await plansOf(trx => comingBookings(trx, resource, Date.parse('2026-04-20T00:00:00Z')))
  expect(plan.slice(0, 2)).toEqual([
    'SEARCH occupancies USING INDEX sqlite_autoindex_occupancies_1 (tenant_id=? AND resource_id=? AND blocks_from>?)',
    'SEARCH bookings USING INDEX sqlite_autoindex_bookings_1 (tenant_id=? AND id=?)',
  ])
})

test('deliveries are found by their index: which endpoints wait, the next of one, and what one got', async () => {
  const lane = { tenant_id: 'tnt_a', webhook_id: 'wh_a' }
  expect((await plansOf(lanesToServe)).join('\n')).toMatch(
    /SEARCH deliveries EXISTS USING COVERING INDEX deliveries_to_make \(status=\? AND ready=\? AND tenant_id=\? AND webhook_id=\?\)/,
  )
  const ready = await plansOf(trx => claimDeliveries(trx, lane, 50, { now: '', leaseUntil: '' }))
  expect(ready[0]).toMatch(
    /SEARCH deliveries USING INDEX deliveries_to_make \(status=\? AND ready=\? AND tenant_id=\? AND webhook_id=\?\)/,
  )
  expect(ready.join()).not.toContain('TEMP B-TREE')
  const listed = await plansOf(trx =>
    pageDeliveries(trx, { tenant_id: 'tnt_a', id: 'wh_a' }, {}, next('-created_at')),
  )
  expect(listed).toEqual([expect.stringMatching(/^SEARCH deliveries USING INDEX deliveries_by_webhook/)])
  expect(await plansOf(countPending)).toEqual([expect.stringContaining('COVERING INDEX deliveries_to_make')])
})

test('the log after an event walks its key', async () => {
  const plan = await plansOf(trx => pageEvents(trx, 'tnt_a', { afterSeq: 7 }, next('-created_at', 'after')))
  expect(plan[0]).toMatch(/^SEARCH events USING INDEX \w+ \(tenant_id=\? AND seq>\?/)
  expect(plan.join()).not.toContain('TEMP B-TREE')
})
