import { beforeEach, describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { createSeries } from '../booking-series/series-world.ts'
import { bodyAt, book, everything, faultsOf } from '../bookings/booking-world.ts'
import { priya } from './customer-world.ts'

const arjun = '/v2/customers/cust_arjun_02'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await forkSandbox()
})

const merge = (source_customer_id: string, into = priya, headers = {}) =>
  sandbox.send('POST', `${into}/merge`, { body: { source_customer_id }, headers })

test('bookings and series move to the survivor, which tells of it', async () => {
  const series = await createSeries(sandbox, { customer_id: 'cust_arjun_02' })
  const before = (await sandbox.events()).length
  const answer = await merge('cust_arjun_02')
  expect([answer.status, answer.json.id, answer.json.revision]).toEqual([200, 'cust_priya_01', 2])
  const events = (await sandbox.events()).slice(before)
  expect(events.map(({ type, data }) => [type, data.object.id, data.merged_customer_id])).toEqual([
    ['customer.merged', 'cust_priya_01', 'cust_arjun_02'],
  ])
  const { json } = await sandbox.send('GET', '/v2/bookings?customer_id=cust_priya_01')
  expect(json.data).toHaveLength(5)
  const moved = await sandbox.send('GET', '/v2/bookings/bk_01HXYW999')
  expect([moved.json.customer_id, moved.json.revision, moved.json.schedule_revision]).toEqual([
    'cust_priya_01',
    2,
    0,
  ])
  const history = await sandbox.send('GET', '/v2/bookings/bk_01HXYW999/history?order=-revision&limit=1')
  expect(history.json.data[0]).toMatchObject({ action: 'update', reason: 'customer_merged' })
  const after = await sandbox.send('GET', `/v2/booking_series/${series.json.id}`)
  expect([after.json.customer_id, after.json.revision]).toEqual(['cust_priya_01', 2])
})

describe('the merged id means the survivor', () => {
  beforeEach(async () => {
    await merge('cust_arjun_02')
  })

  test('in reads and updates', async () => {
    const { merged_into, ...answered } = (await sandbox.send('GET', arjun)).json
    const { merged_into: none, ...survivor } = (await sandbox.send('GET', priya)).json
    expect([merged_into, none, answered]).toEqual(['cust_priya_01', null, survivor])
    const updated = await sandbox.send('PATCH', arjun, { body: { notes: 'Twice here' } })
    expect(updated.json).toMatchObject({
      id: 'cust_priya_01',
      notes: 'Twice here',
      merged_into: 'cust_priya_01',
    })
  })

  test('in new bookings, series and filters', async () => {
    const booked = await book(sandbox, bodyAt('2026-04-20T05:00:00Z', { customer_id: 'cust_arjun_02' }))
    expect(booked.json.customer_id).toBe('cust_priya_01')
    const series = await createSeries(sandbox, {
      customer_id: 'cust_arjun_02',
      start_local: '2026-04-20T12:00',
    })
    expect(series.json.customer_id).toBe('cust_priya_01')
    const listed = await sandbox.send('GET', '/v2/bookings?customer_id=cust_arjun_02')
    expect(listed.json.data).toHaveLength(6)
    const of = await sandbox.send('GET', '/v2/booking_series?customer_id=cust_arjun_02')
    expect(of.json.data).toHaveLength(1)
  })

  test('and is in no list', async () => {
    for (const query of ['', '?query=arjun', '?email=arjun@example.com'])
      expect(
        (await sandbox.send('GET', `/v2/customers${query}`)).json.data.map(({ id }: { id: string }) => id),
      ).toEqual(query === '' ? ['cust_priya_01'] : [])
  })

  test('also after the survivor was merged into another', async () => {
    const third = (await sandbox.send('POST', '/v2/customers', { body: { name: 'Meera Iyer' } })).json
    await merge('cust_priya_01', `/v2/customers/${third.id}`)
    for (const path of [arjun, priya])
      expect((await sandbox.send('GET', path)).json).toMatchObject({ id: third.id, merged_into: third.id })
  })
})

test('what the survivor does not know is taken from the other', async () => {
  const { json } = await sandbox.send('POST', '/v2/customers', {
    body: { name: 'Priya S.', email: 'p.s@example.com', external_ref: 'crm-7', notes: 'Allergic to latex' },
  })
  const answer = await merge(json.id)
  expect(answer.json).toMatchObject({
    name: 'Priya Sharma',
    email: 'priya@example.com',
    external_ref: 'crm-7',
    notes: 'Allergic to latex',
  })
})

describe('what is refused', () => {
  test('itself, and nobody', async () => {
    expect(faultsOf(await merge('cust_priya_01'))).toEqual(['/source_customer_id same_customer'])
    expect(faultsOf(await merge('cust_nobody'))).toEqual(['/source_customer_id not_found'])
    expect((await merge('cust_priya_01', '/v2/customers/cust_nobody')).status).toBe(404)
  })

  test('whoever was merged before, as source or as target', async () => {
    await merge('cust_arjun_02')
    const third = (await sandbox.send('POST', '/v2/customers', { body: { name: 'Meera Iyer' } })).json
    const before = await everything(sandbox)
    for (const answer of [
      await merge('cust_arjun_02'),
      await merge('cust_arjun_02', `/v2/customers/${third.id}`),
      await merge(third.id, arjun),
    ]) {
      expect([answer.status, answer.json.error.code, answer.json.error.details]).toEqual([
        409,
        'already_merged',
        { merged_into: 'cust_priya_01' },
      ])
    }
    expect(await everything(sandbox)).toEqual(before)
  })

  test('another revision than the one that is named', async () => {
    expect((await merge('cust_arjun_02', priya, { 'if-match': '"2"' })).status).toBe(412)
  })
})
