import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addBookings, addResource, addService, faultsOf } from './booking-world.ts'

const day = (n: number, time = '05:00') => `2026-05-${String(n).padStart(2, '0')}T${time}:00.000Z`

const rows = [
  // Same created_at in pairs, so that ids decide.
  { id: 'bk_a', created_at: day(1), start_at: day(10), status: 'confirmed', customer_id: 'cust_priya_01' },
  { id: 'bk_b', created_at: day(1), start_at: day(12), status: 'pending', customer_id: 'cust_priya_01' },
  { id: 'bk_c', created_at: day(2), start_at: day(11), status: 'cancelled', customer_id: 'cust_arjun_02' },
  { id: 'bk_d', created_at: day(2), start_at: day(10), status: 'confirmed', resource_id: 'res_b' },
  { id: 'bk_e', created_at: day(3), start_at: day(12), status: 'no_show', service_id: 'svc_b' },
].map(row => ({ customer_id: 'cust_arjun_02', ...row, end_at: row.start_at, updated_at: row.created_at }))

async function listed(query: string): Promise<string> {
  const answer = await (await filled()).send('GET', `/v2/bookings?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json.data.map((booking: { id: string }) => booking.id.slice(3, 4)).join('')
}

async function filled(): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_b' })
  await addService(sandbox, { id: 'svc_b' })
  await addBookings(sandbox, rows)
  // Leaves the hand-made ones only.
  await sandbox.sandbox.store.write(trx =>
    trx.deleteFrom('bookings').where('id', '=', 'bk_01HXYW999').execute(),
  )
  return sandbox
}

test.each([
  ['', 'edcba'],
  ['order=-created_at', 'edcba'],
  ['order=start_at', 'adcbe'],
  ['order=-start_at', 'ebcda'],
  ['limit=2', 'ed'],
  ['limit=100', 'edcba'],
  ['limit=1', 'e'],
  ['customer_id=cust_priya_01', 'ba'],
  ['customer_id=cust_priya_01,cust_arjun_02', 'edcba'],
  ['customer_id=cust_priya_01,cust_priya_01', 'ba'],
  ['resource_id=res_b', 'd'],
  ['resource_id=res_b,res_dr_niket', 'edcba'],
  ['service_id=svc_b', 'e'],
  ['status=confirmed', 'da'],
  ['status=pending,cancelled', 'cb'],
  ['status=checked_in', ''],
  // From is inclusive, to is exclusive.
  ['start_from=2026-05-11T05:00:00Z', 'ecb'],
  ['start_from=2026-05-11T05:00:01Z', 'eb'],
  ['start_to=2026-05-11T05:00:00Z', 'da'],
  ['start_to=2026-05-11T05:00:01Z', 'dca'],
  ['start_from=2026-05-11T10:30:00%2B05:30&start_to=2026-05-12T10:30:00%2B05:30', 'c'],
  ['start_from=2026-05-12T05:00:00Z&start_to=2026-05-10T05:00:00Z', ''],
  ['start_to=9999-12-31T23:59:59Z', 'edcba'],
  ['updated_since=2026-05-02T05:00:00Z', 'edc'],
  ['updated_since=2026-05-02T05:00:01Z', 'e'],
  ['customer_id=cust_arjun_02&status=confirmed,no_show&order=start_at', 'de'],
  ['customer_id=cust_priya_01&resource_id=res_b', ''],
  [
    'status=confirmed&start_from=2026-05-10T00:00:00Z&start_to=2026-05-11T00:00:00Z&service_id=svc_consult_30',
    'da',
  ],
])('?%s lists %s', async (query, ids) => {
  expect(await listed(query)).toBe(ids)
})

describe('refused', () => {
  test.each([
    ['limit=0', '/limit too_small'],
    ['limit=101', '/limit too_large'],
    ['limit=-1', '/limit too_small'],
    ['limit=ten', '/limit wrong_type'],
    ['limit=1.5', '/limit wrong_type'],
    ['limit=', '/limit wrong_type'],
    ['limit=99999999999999999999', '/limit wrong_type'],
    ['order=id', '/order not_allowed'],
    ['order=created_at', '/order not_allowed'],
    ['order=', '/order not_allowed'],
    ['status=open', '/status invalid_format'],
    ['status=confirmed,', '/status invalid_format'],
    ['status=', '/status invalid_format'],
    ['status=confirmed, pending', '/status invalid_format'],
    ['customer_id=priya', '/customer_id invalid_format'],
    ['customer_id=svc_b', '/customer_id invalid_format'],
    ['customer_id=cust_nobody', '/customer_id not_found'],
    ['resource_id=res_dr_niket,res_nowhere', '/resource_id not_found'],
    ['service_id=svc_nothing', '/service_id not_found'],
    ['start_from=yesterday', '/start_from invalid_format'],
    ['start_from=2026-05-11T10:30:00+05:30', '/start_from invalid_format'],
    ['start_to=2026-05-11', '/start_to invalid_format'],
    ['updated_since=2026-05-02T05:00:00.5Z', '/updated_since invalid_format'],
    ['location_id=loc_a', '/location_id not_found'],
    ['location_id=main', '/location_id invalid_format'],
    ['Status=confirmed', '/Status unknown_field'],
    ['__proto__=1', '/__proto__ unknown_field'],
    ['constructor=1', '/constructor unknown_field'],
    ['status=confirmed&status=pending', '/status repeated'],
    ['limit=5&limit=5', '/limit repeated'],
    ['cursor=', '/cursor too_short'],
  ])('?%s: %s', async (query, fault) => {
    const answer = await (await forkSandbox()).send('GET', `/v2/bookings?${query}`)
    expect([answer.status, faultsOf(answer)]).toEqual([422, [fault]])
  })

  test('every fault is told, not the first', async () => {
    const answer = await (await forkSandbox()).send('GET', '/v2/bookings?limit=0&order=x&status=y&nonsense=1')
    expect(faultsOf(answer).toSorted()).toEqual([
      '/limit too_small',
      '/nonsense unknown_field',
      '/order not_allowed',
      '/status invalid_format',
    ])
    expect(answer.json.error.message).toMatch(/; 3 more in details\.fields$/)
  })

  test('every unknown id is told by name', async () => {
    const url = '/v2/bookings?customer_id=cust_x,cust_priya_01,cust_y&service_id=svc_z'
    const { json } = await (await forkSandbox()).send('GET', url)
    expect(json.error.details.fields.map((fault: { message: string }) => fault.message)).toEqual([
      'names no customer of this tenant: cust_x',
      'names no customer of this tenant: cust_y',
      'names no service of this tenant: svc_z',
    ])
  })
})

test('another tenant has its own list', async () => {
  const sandbox = await forkSandbox()
  await addBookings(sandbox, [{ id: 'bk_theirs', tenant_id: 'tnt_ideadunes' }])
  const { json } = await sandbox.send('GET', '/v2/bookings', { tenant: 'tnt_ideadunes' })
  expect(json.data.map((booking: { id: string }) => booking.id)).toEqual(['bk_theirs'])
  const foreign = await sandbox.send('GET', '/v2/bookings?customer_id=cust_priya_01', {
    tenant: 'tnt_ideadunes',
  })
  expect(faultsOf(foreign)).toEqual(['/customer_id not_found'])
})

test('the envelope has these members, and an empty list has no cursors', async () => {
  const { json } = await (await forkSandbox()).send('GET', '/v2/bookings?status=no_show')
  expect(json).toEqual({ data: [], has_more: false, next_cursor: null, prev_cursor: null })
})

test('without a limit there are 25 on a page', async () => {
  const sandbox = await forkSandbox()
  await addBookings(
    sandbox,
    Array.from({ length: 25 }, (_, i) => ({ id: `bk_${i}` })),
  )
  const { json } = await sandbox.send('GET', '/v2/bookings')
  expect([json.data.length, json.has_more]).toEqual([25, true])
})
