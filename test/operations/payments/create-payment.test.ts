import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'
import {
  askFor,
  booked,
  cancelBooking,
  codeOf,
  confirm,
  money,
  must,
  paidPractice,
  readBooking,
} from './money-world.ts'

test('a payment is asked for, and nothing is charged or told', async () => {
  const sandbox = await forkSandbox()
  const body = { customer_id: 'cust_priya_01', kind: 'fee', amount: money(500), metadata: { desk: '2' } }
  const answer = await askFor(sandbox, body)
  expect(answer.status).toBe(201)
  const { client_secret, ...payment } = answer.json
  expect(client_secret).toMatch(/^cs_/)
  expect(payment).toEqual({
    id: expect.stringMatching(/^pay_[0-9A-Z]{26}$/),
    tenant_id: 'tnt_clinic',
    booking_id: null,
    customer_id: 'cust_priya_01',
    kind: 'fee',
    amount: money(500),
    capture: 'automatic',
    captured_amount: 0,
    refunded_amount: 0,
    status: 'requires_confirmation',
    method: null,
    failure: null,
    expires_at: null,
    authorized_at: null,
    captured_at: null,
    refunded_at: null,
    disputed_at: null,
    cancelled_at: null,
    metadata: { desk: '2' },
    created_at: '2026-04-15T09:42:11Z',
    updated_at: '2026-04-15T09:42:11Z',
    revision: 1,
  })
  expect(await sandbox.eventTypes()).toEqual([])
})

test.each([
  [{ kind: 'deposit', customer_id: 'cust_priya_01' }, ['/booking_id required']],
  [{ kind: 'fee' }, ['/customer_id required']],
  [{ kind: 'fee', customer_id: 'cust_nobody' }, ['/customer_id not_found']],
  [{ kind: 'balance', booking_id: 'bk_nobody' }, ['/booking_id not_found']],
  [
    { kind: 'fee', booking_id: 'bk_01HXYW999', customer_id: 'cust_priya_01' },
    ['/customer_id not_of_booking'],
  ],
  [{ kind: 'fee', customer_id: 'cust_priya_01', amount: money(0) }, ['/amount/amount too_small']],
  [
    { kind: 'fee', customer_id: 'cust_priya_01', amount: money(5, 'USD') },
    ['/amount/currency currency_mismatch'],
  ],
  [
    { kind: 'fee', customer_id: 'cust_priya_01', amount: money(5, 'QQQ') },
    ['/amount/currency invalid_currency'],
  ],
])('%j is refused', async (members, faults) => {
  const sandbox = await forkSandbox()
  const answer = await askFor(sandbox, { amount: money(100), ...members })
  expect(answer.status, answer.text).toBe(422)
  expect(faultsOf(answer)).toEqual(faults)
})

test('no more is asked for than is due; a fee may be anything', async () => {
  const sandbox = await paidPractice()
  const { id } = await booked(sandbox)
  const ask = (kind: string, amount: number) =>
    askFor(sandbox, { booking_id: id, kind, amount: money(amount) })
  const above = await ask('deposit', 20_001)
  expect([codeOf(above), above.json.error.details]).toEqual([
    'amount_exceeds_due',
    { amount_due: 20_000, currency: 'INR' },
  ])
  expect(codeOf(await ask('balance', 80_001))).toBe('amount_exceeds_due')
  expect(codeOf(await ask('balance', 80_000))).toBe(201)
  expect(codeOf(await ask('fee', 1_000_000))).toBe(201)
  const { payment } = await readBooking(sandbox, id)
  must(await confirm(sandbox, payment.id === undefined ? '' : (await ask('deposit', 20_000)).json.id))
  expect((await ask('deposit', 1)).json.error.details).toEqual({ amount_due: 0, currency: 'INR' })
  expect((await ask('balance', 60_001)).json.error.details).toEqual({ amount_due: 60_000, currency: 'INR' })
  expect(codeOf(await ask('balance', 60_000))).toBe(201)
})

test('the price is the one that the booking was made under', async () => {
  const sandbox = await paidPractice()
  const { id } = await booked(sandbox)
  const body = { price: money(10), deposit: null }
  must(await sandbox.send('PATCH', '/v2/services/svc_consult_30', { body }))
  expect(codeOf(await askFor(sandbox, { booking_id: id, kind: 'balance', amount: money(80_000) }))).toBe(201)
})

test('of a booking that is over, only fees can be asked for', async () => {
  const sandbox = await paidPractice()
  const { id } = await booked(sandbox)
  must(await cancelBooking(sandbox, id))
  for (const kind of ['deposit', 'balance']) {
    const answer = await askFor(sandbox, { booking_id: id, kind, amount: money(1) })
    expect([answer.status, codeOf(answer)]).toEqual([409, 'booking_not_payable'])
    expect(answer.json.error.details).toMatchObject({ booking_id: id, status: 'cancelled' })
  }
  expect(codeOf(await askFor(sandbox, { booking_id: id, kind: 'fee', amount: money(1) }))).toBe(201)
})
