import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'
import { createSeries } from './series-world.ts'

test('filters narrow the list together; each series comes with its own bookings', async () => {
  const sandbox = await forkSandbox('default')
  const one = await createSeries(sandbox)
  const two = await createSeries(sandbox, { customer_id: 'cust_arjun_02', start_local: '2026-04-20T12:00' })
  const list = async (query: string) => {
    const { json } = await sandbox.send('GET', `/v2/booking_series?${query}`)
    return json.data
  }
  expect(await list('')).toMatchObject([two.json, one.json, { id: 'series_physio_01' }])
  expect(await list('customer_id=cust_priya_01')).toEqual([one.json])
  expect(await list('customer_id=cust_arjun_02&service_id=svc_consult_30')).toEqual([two.json])
  expect(await list('resource_id=res_dr_niket,res_dr_asha')).toHaveLength(3)
  expect(faultsOf(await sandbox.send('GET', '/v2/booking_series?customer_id=cust_nobody'))).toEqual([
    '/customer_id not_found',
  ])
})
