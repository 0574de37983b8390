import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { customerReferences } from '../../../emulator/rules/customers/references.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { createSeries } from '../booking-series/series-world.ts'
import { bodyAt, book, everything, faultsOf } from '../bookings/booking-world.ts'
import { priya } from './customer-world.ts'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await forkSandbox()
})

const remove = (query = '') => sandbox.send('DELETE', `${priya}${query}`)

test('a customer without bookings is gone: from reads, lists, and for new bookings', async () => {
  const answer = await remove()
  expect([answer.status, answer.json]).toEqual([
    200,
    { id: 'cust_priya_01', deleted_at: '2026-04-15T09:42:11Z' },
  ])
  expect((await sandbox.events()).map(event => [event.type, event.data.object])).toEqual([
    ['customer.deleted', answer.json],
  ])
  expect((await sandbox.send('GET', priya)).status).toBe(404)
  expect((await sandbox.send('PATCH', priya, { body: { name: 'X' } })).status).toBe(404)
  expect((await remove()).status).toBe(404)
  const { json } = await sandbox.send('GET', '/v2/customers')
  expect(json.data.map(({ id }: { id: string }) => id)).toEqual(['cust_arjun_02'])
  expect(faultsOf(await book(sandbox, bodyAt('2026-04-20T05:00:00Z')))).toEqual(['/customer_id not_found'])
  expect(faultsOf(await createSeries(sandbox))).toEqual(['/customer_id not_found'])
})

describe('with bookings', () => {
  test('that have not ended: refused, with all of them told', async () => {
    for (let i = 0; i < 12; i++)
      await book(sandbox, bodyAt(new Date(Date.UTC(2026, 3, 20, 4, 30 * i)).toISOString()))
    const before = await everything(sandbox)
    const answer = await remove()
    expect([answer.status, answer.json.error.code]).toEqual([409, 'customer_has_active_bookings'])
    const { booking_ids, count } = answer.json.error.details
    expect([booking_ids.length, count]).toEqual([10, 12])
    const what =
      'Customer cust_priya_01 has 12 bookings that have not ended; cancel first, or send force=true'
    expect(answer.json.error.message).toBe(what)
    expect(await everything(sandbox)).toEqual(before)
  })

  test('one of them is told as one', async () => {
    await book(sandbox, bodyAt('2026-04-21T06:00:00Z'))
    expect((await remove()).json.error.message).toContain('has 1 booking that has not ended')
  })

  test('force cancels them first, without a fee, and ends their series', async () => {
    const series = await createSeries(sandbox)
    await book(sandbox, bodyAt('2026-04-21T06:00:00Z'))
    const before = (await sandbox.events()).length
    expect((await remove('?force=true')).status).toBe(200)
    const events = (await sandbox.events()).slice(before)
    expect(events.map(({ type }) => type)).toEqual([
      ...Array(5).fill('booking.cancelled'),
      'customer.deleted',
    ])
    expect(events[0].data.object.cancellation).toMatchObject({
      actor: 'staff',
      reason: 'customer_deleted',
      fee: 0,
    })
    const { json } = await sandbox.send('GET', `/v2/booking_series/${series.json.id}`)
    expect([json.status, json.revision]).toEqual(['cancelled', 2])
  })

  test('that are over do not matter, and stay as they were', async () => {
    const { json } = await book(sandbox, bodyAt('2026-04-15T05:00:00Z'))
    expect((await remove()).status).toBe(200)
    const kept = await sandbox.send('GET', `/v2/bookings/${json.id}`)
    expect([kept.json.status, kept.json.customer_id]).toEqual(['confirmed', 'cust_priya_01'])
    expect((await sandbox.send('GET', '/v2/bookings?customer_id=cust_arjun_02')).status).toBe(200)
  })
})

test('ids that were merged into it go with it, and nothing that is to come points to any of them', async () => {
  await book(sandbox, bodyAt('2026-04-21T06:00:00Z', { customer_id: 'cust_arjun_02' }))
  await sandbox.send('POST', `${priya}/merge`, { body: { source_customer_id: 'cust_arjun_02' } })
  await createSeries(sandbox, { customer_id: 'cust_arjun_02' })
  await remove('?force=true')
  expect((await sandbox.send('GET', '/v2/customers/cust_arjun_02')).status).toBe(404)
  const live = await sandbox.send('GET', '/v2/bookings?status=pending,awaiting_payment,confirmed,checked_in')
  expect(live.json.data).toEqual([])
})

test('a merged id is not what is deleted', async () => {
  await sandbox.send('POST', '/v2/customers/cust_arjun_02/merge', {
    body: { source_customer_id: 'cust_priya_01' },
  })
  const answer = await remove('?force=true')
  expect([answer.status, answer.json.error.code, answer.json.error.details]).toEqual([
    409,
    'already_merged',
    { merged_into: 'cust_arjun_02' },
  ])
})

test('If-Match names the revision that is deleted', async () => {
  const answer = await sandbox.send('DELETE', priya, { headers: { 'if-match': '"2"' } })
  expect(answer.status).toBe(412)
})

test('every table that names a customer says what becomes of it', async () => {
  const tables = await sandbox.sandbox.store.read(async trx => {
    const { rows } = await sql<{ name: string }>`
      select m.name from sqlite_master m, pragma_table_info(m.name) c
      where m.type = 'table' and c.name like '%customer_id' order by m.name`.execute(trx)
    return rows.map(({ name }) => name)
  })
  expect(tables).toEqual(Object.keys(customerReferences).sort())
})
