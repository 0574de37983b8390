import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testPaymentMethodIds } from '../../../src/contract/test-payment-methods.ts'
import type { TestSandbox } from '../../world/sandbox.ts'
import {
  askFor,
  booked,
  cancelBooking,
  cancelPayment,
  capture,
  confirm,
  money,
  paidPractice,
  readBooking,
  refund,
  wait,
} from './money-world.ts'

const price = 80_000
const deposit = 20_000

type Step = (sandbox: TestSandbox, bookingId: string) => Promise<unknown>

const which = fc.nat({ max: 10 })
const amount = fc.oneof(fc.integer({ min: 1, max: 90_000 }), fc.constantFrom(1, deposit, price))
/** Methods that are good at first come most often: there is more to do with their payments. */
const good = fc.constantFrom<string>(
  'pm_test_ok',
  'pm_test_refund_slow',
  'pm_test_refund_fails',
  'pm_test_dispute_lost',
)
const method = fc.oneof(
  { weight: 3, arbitrary: good },
  { weight: 1, arbitrary: fc.constantFrom<string>(...testPaymentMethodIds) },
)

async function payments(sandbox: TestSandbox) {
  return (await sandbox.send('GET', '/v2/payments?limit=100')).json.data
}

function onOne(at: number, act: (sandbox: TestSandbox, id: string) => Promise<unknown>): Step {
  return async sandbox => {
    const all = await payments(sandbox)
    const one = all[at % Math.max(1, all.length)]
    if (one !== undefined) await act(sandbox, one.id)
  }
}

const kinds = fc.constantFrom('deposit', 'balance', 'fee')
const captures = fc.constantFrom('automatic', 'manual')

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(kinds, amount, captures).map(
      ([kind, sum, how]): Step =>
        (sandbox, booking_id) =>
          askFor(sandbox, { booking_id, kind, amount: money(sum), capture: how }),
    ),
  },
  { weight: 9, arbitrary: fc.tuple(which, method).map(([at, m]) => onOne(at, (s, id) => confirm(s, id, m))) },
  { weight: 3, arbitrary: which.map(at => onOne(at, (s, id) => confirm(s, id, 'pm_test_ok'))) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(which, fc.option(amount, { nil: undefined }))
      .map(([at, sum]) => onOne(at, (s, id) => capture(s, id, sum === undefined ? undefined : money(sum)))),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        which,
        fc.oneof(
          amount.map(sum => ({ amount: money(sum) })),
          fc.integer({ min: 1, max: 100 }).map(percent => ({ percent })),
        ),
      )
      .map(([at, body]) => onOne(at, (s, id) => refund(s, id, body))),
  },
  { weight: 2, arbitrary: which.map(at => onOne(at, (s, id) => cancelPayment(s, id))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('customer', 'staff').map(
      (actor): Step =>
        (sandbox, id) =>
          cancelBooking(sandbox, id, { actor }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Step>((sandbox, id) => sandbox.send('POST', `/v2/bookings/${id}/no_show`)),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(5, 31, 1_441, 6_000).map(
      (minutes): Step =>
        s =>
          wait(s, minutes),
    ),
  },
)

test('whatever happens: no sum leaks or grows, and the booking says what its payments say', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async steps => {
      const sandbox = await paidPractice({ late_cancel_fee: 30_000, no_show_fee: 30_000 })
      const { id } = await booked(sandbox)
      for (const act of steps) {
        await act(sandbox, id)
        await expectSound(sandbox, id)
      }
    }),
    { numRuns: 40 },
  )
})

type Row = Readonly<Record<string, never>> & Readonly<Record<string, number | string | object>>

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

/** Counted from what the API shows, not from how the sandbox keeps it. */
async function expectSound(sandbox: TestSandbox, id: string): Promise<void> {
  const all = await payments(sandbox)
  const refunds = (await sandbox.send('GET', '/v2/refunds?limit=100')).json.data
  const disputes = (await sandbox.send('GET', '/v2/disputes?limit=100')).json.data
  const sumOf = (rows: Row[], of: string, states: readonly string[]) =>
    sum(
      rows
        .filter((row: Row) => row.payment_id === of && states.includes(String(row.status)))
        .map((row: Row) => (row.amount as unknown as { amount: number }).amount),
    )
  for (const payment of all) {
    const succeeded = sumOf(refunds, payment.id, ['succeeded'])
    const pending = sumOf(refunds, payment.id, ['pending'])
    const taken = sumOf(disputes, payment.id, ['needs_response', 'under_review', 'lost'])
    expect(payment.refunded_amount).toBe(succeeded)
    expect(succeeded + pending + taken).toBeLessThanOrEqual(payment.captured_amount)
    expect(payment.captured_amount).toBeLessThanOrEqual(payment.amount.amount)
    expect(payment.captured_amount > 0).toBe(payment.status === 'succeeded')
    expect(payment.expires_at !== null).toBe(payment.status === 'authorized')
  }
  const ofPrice = all.filter(({ kind }: { kind: string }) => kind !== 'fee')
  const held = sum(
    ofPrice.map(
      (payment: { id: string; status: string; captured_amount: number; amount: { amount: number } }) =>
        payment.status === 'authorized'
          ? payment.amount.amount
          : payment.captured_amount - sumOf(refunds, payment.id, ['pending', 'succeeded']),
    ),
  )
  const booking = await readBooking(sandbox, id)
  // A refund that fails is owed again, beside what was paid in its place.
  const failed = sum(
    refunds.map((row: Row) =>
      row.status === 'failed' ? (row.amount as unknown as { amount: number }).amount : 0,
    ),
  )
  expect(held).toBeLessThanOrEqual(price + failed)
  expect(booking.payment.amount_paid).toBe(
    sum(
      all.map(
        (row: { captured_amount: number; refunded_amount: number }) =>
          row.captured_amount - row.refunded_amount,
      ),
    ),
  )
  if (booking.status === 'confirmed') expect(booking.payment.amount_due).toBe(Math.max(0, price - held))
  if (['cancelled', 'no_show'].includes(booking.status)) {
    const open = ofPrice.filter(
      ({ status }: { status: string }) => !['cancelled', 'succeeded'].includes(status),
    )
    expect(open).toEqual([])
  }
  const events = await sandbox.events()
  const count = (type: string) => events.filter(event => event.type === type).length
  expect(count('payment.succeeded')).toBe(
    all.filter(({ captured_amount }: { captured_amount: number }) => captured_amount > 0).length,
  )
  expect(count('payment.refunded')).toBe(
    refunds.filter(({ status }: Row) => (status as unknown) === 'succeeded').length,
  )
  expect(count('booking.confirmed')).toBeLessThanOrEqual(1)
}
