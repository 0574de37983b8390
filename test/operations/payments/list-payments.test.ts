import { expect, test } from 'vitest'
import { faultsOf } from '../bookings/booking-world.ts'
import { askFor, booked, confirm, feeOf, money, must, paidPractice } from './money-world.ts'

test('by booking, customer, kind and state, together', async () => {
  const sandbox = await paidPractice()
  const { id, payment } = await booked(sandbox)
  const fee = await feeOf(sandbox)
  const other = await feeOf(sandbox, 5, { customer_id: 'cust_arjun_02' })
  const ofBooking = must(await askFor(sandbox, { booking_id: id, kind: 'fee', amount: money(7) }))
  must(await confirm(sandbox, fee.id))
  const list = async (query: string) =>
    must(await sandbox.send('GET', `/v2/payments?${query}`))
      .data.map((one: { id: string }) => one.id)
      .toSorted()
  const ids = (...all: { id: string }[]) => all.map(one => one.id).toSorted()
  expect(await list(`booking_id=${id}`)).toEqual(ids(payment, ofBooking))
  expect(await list('customer_id=cust_arjun_02')).toEqual(ids(other))
  expect(await list('kind=fee')).toEqual(ids(fee, other, ofBooking))
  expect(await list('status=succeeded')).toEqual(ids(fee))
  expect(await list('status=succeeded,requires_confirmation')).toEqual(ids(payment, fee, other, ofBooking))
  expect(await list(`booking_id=${id}&kind=deposit,balance`)).toEqual(ids(payment))
  expect(await list('customer_id=cust_priya_01&kind=fee&status=requires_confirmation')).toEqual(
    ids(ofBooking),
  )
})

test('after a merge, the old id means the survivor', async () => {
  const sandbox = await paidPractice()
  const fee = await feeOf(sandbox)
  const body = { source_customer_id: 'cust_priya_01' }
  must(await sandbox.send('POST', '/v2/customers/cust_arjun_02/merge', { body }))
  const { data } = must(await sandbox.send('GET', '/v2/payments?customer_id=cust_priya_01'))
  expect(data).toMatchObject([{ id: fee.id, customer_id: 'cust_arjun_02' }])
})

test('ids that name nothing are faults', async () => {
  const sandbox = await paidPractice()
  const answer = await sandbox.send('GET', '/v2/payments?booking_id=bk_nobody&customer_id=cust_nobody')
  expect(faultsOf(answer)).toEqual(['/customer_id not_found', '/booking_id not_found'])
})
