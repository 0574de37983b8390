import { fire } from '../../world/clock.ts'
import { forkSandbox, type TestAnswer, type TestRequest, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book } from '../bookings/booking-world.ts'

/** The start of the bookings of these tests; it is five days from now. */
export const start = '2026-04-20T05:00:00Z'

export function money(amount: number, currency = 'INR') {
  return { amount, currency }
}

/** A sandbox whose consultation costs 800 rupees, 200 of them beforehand, under a policy. */
export async function paidPractice(
  policy: object = {},
  terms: Readonly<Record<string, unknown>> = {},
): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  const body = { price: money(80_000), deposit: money(20_000), policy, ...terms }
  must(await sandbox.send('PATCH', '/v2/services/svc_consult_30', { body }))
  return sandbox
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads any member and compares it.
type Answered = any

/** Books a consultation, and gives the answer. */
export async function booked(sandbox: TestSandbox, members: Record<string, unknown> = {}): Promise<Answered> {
  return must(await book(sandbox, bodyAt(start, members)))
}

export async function readBooking(sandbox: TestSandbox, id: string): Promise<Answered> {
  return must(await sandbox.send('GET', `/v2/bookings/${id}`))
}

export async function readPayment(sandbox: TestSandbox, id: string): Promise<Answered> {
  return must(await sandbox.send('GET', `/v2/payments/${id}`))
}

export async function paymentsFor(sandbox: TestSandbox, bookingId: string): Promise<Answered[]> {
  return must(await sandbox.send('GET', `/v2/payments?booking_id=${bookingId}&limit=100`)).data
}

export async function askFor(sandbox: TestSandbox, body: object): Promise<TestAnswer> {
  return await sandbox.send('POST', '/v2/payments', { body })
}

/** A fee of a customer's, for which no booking is needed. */
export async function feeOf(sandbox: TestSandbox, amount = 10_000, members: object = {}): Promise<Answered> {
  return must(
    await askFor(sandbox, { customer_id: 'cust_priya_01', kind: 'fee', amount: money(amount), ...members }),
  )
}

export async function confirm(
  sandbox: TestSandbox,
  id: string,
  payment_method: string | undefined = 'pm_test_ok',
  request: TestRequest = {},
): Promise<TestAnswer> {
  const body = payment_method === undefined ? {} : { payment_method }
  return await sandbox.send('POST', `/v2/payments/${id}/confirm`, { body, ...request })
}

/** A fee that was paid with a method. */
export async function paidFee(sandbox: TestSandbox, method: string, amount = 10_000): Promise<Answered> {
  const { id } = await feeOf(sandbox, amount)
  return must(await confirm(sandbox, id, method))
}

export async function capture(sandbox: TestSandbox, id: string, amount?: object): Promise<TestAnswer> {
  const body = amount === undefined ? {} : { amount }
  return await sandbox.send('POST', `/v2/payments/${id}/capture`, { body })
}

export async function cancelPayment(sandbox: TestSandbox, id: string): Promise<TestAnswer> {
  return await sandbox.send('POST', `/v2/payments/${id}/cancel`)
}

export async function refund(sandbox: TestSandbox, id: string, body: object = {}): Promise<TestAnswer> {
  return await sandbox.send('POST', `/v2/payments/${id}/refunds`, { body })
}

export async function cancelBooking(
  sandbox: TestSandbox,
  id: string,
  body: object = {},
): Promise<TestAnswer> {
  return await sandbox.send('POST', `/v2/bookings/${id}/cancel`, { body })
}

/** Moves the clock by minutes, and does what becomes due. */
export async function wait(sandbox: TestSandbox, minutes: number) {
  return await fire(sandbox, sandbox.clock.now() + minutes * 60_000)
}

export const day = 24 * 60

export function must(answer: TestAnswer): Answered {
  if (answer.status >= 300) throw new Error(answer.text)
  return answer.json
}

/** An answer as its code, or its status where it has none. */
export function codeOf({ status, json }: TestAnswer): string | number {
  return json?.error?.code ?? status
}
