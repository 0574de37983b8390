import { expect, test } from 'vitest'
import type { DisputeRow, PaymentRow } from '../../emulator/store/schema.ts'
import { answer } from '../operations/disputes/dispute-world.ts'
import { cancelPayment, capture, confirm, feeOf, must } from '../operations/payments/money-world.ts'
import { fire } from '../world/clock.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'
import { drawnNames, moneyOf } from './drawn-money.ts'

const ms = (text: string | null) => Date.parse(text ?? '')

/** A payment that was drawn, its dispute, and by whom it was voided. */
interface Drawn {
  readonly payment: PaymentRow
  readonly dispute: DisputeRow | undefined
  readonly voidedBy: string | undefined
  readonly jobs: readonly { kind: string; object_id: string; due_at: string }[]
}

test.each(drawnNames)(
  '%s: payments and disputes are the rows that operations and the clock write',
  async name => {
    const shapes = new Map<string, Drawn>()
    for (const { payments, disputes, steps, jobs } of await moneyOf(name, 4_000)) {
      // Deposits and what goes back follow their booking; the test of its history holds them.
      for (const payment of payments.filter(one => one.kind === 'balance')) {
        const dispute = disputes.find(({ payment_id }) => payment_id === payment.id)
        const voidedBy = steps.find(({ at }) => at === payment.cancelled_at)?.actor
        const { capture, status, method_id } = payment
        const isLapsed = payment.cancelled_at !== null && voidedBy === 'clock'
        const outcome = `${dispute?.status} ${dispute?.outcome} ${dispute?.evidence !== null}`
        const shape = [capture, status, isLapsed, dispute && method_id, outcome].join(' ')
        if (!shapes.has(shape)) shapes.set(shape, { payment, dispute, voidedBy, jobs })
      }
    }
    expect(shapes.size).toBeGreaterThan(9)
    for (const [shape, drawn] of shapes) {
      const sandbox = await forkSandbox()
      const id = await replay(sandbox, drawn)
      expect([shape, await rowsOf(sandbox, id)]).toEqual([shape, plain(drawn)])
    }
  },
)

/** Does by operations and the clock what was drawn, at the same distances; the id of the payment. */
async function replay(sandbox: TestSandbox, { payment, dispute, voidedBy }: Drawn): Promise<string> {
  const beginMs = ms(payment.created_at)
  let passedMs = 0
  const until = async (at: string | null) => {
    const moreMs = ms(at) - beginMs - passedMs
    if (moreMs > 0) await fire(sandbox, sandbox.clock.now() + moreMs)
    passedMs += Math.max(0, moreMs)
  }
  const { id } = await feeOf(sandbox, payment.amount, { capture: payment.capture })
  await until(payment.authorized_at)
  must(await confirm(sandbox, id, payment.method_id ?? ''))
  if (payment.capture === 'manual' && payment.captured_at !== null) {
    await until(payment.captured_at)
    must(await capture(sandbox, id))
  }
  if (payment.cancelled_at !== null) {
    await until(payment.cancelled_at)
    if (voidedBy !== 'clock') must(await cancelPayment(sandbox, id))
  }
  if (dispute === undefined) return id
  await until(dispute.created_at)
  const [opened] = must(await sandbox.send('GET', `/v2/disputes?payment_id=${id}`)).data
  if (dispute.evidence !== null) {
    const decidedBefore = dispute.status === 'under_review' ? 0 : 3 * 86_400_000
    await until(new Date(ms(dispute.updated_at) - decidedBefore).toISOString())
    must(await answer(sandbox, opened.id, JSON.parse(dispute.evidence)))
  }
  await until(dispute.updated_at)
  if (dispute.outcome === 'accepted') must(await sandbox.send('POST', `/v2/disputes/${opened.id}/accept`))
  return id
}

/** What a sandbox has of a payment now, as `plain` tells it. */
async function rowsOf({ sandbox }: TestSandbox, id: string) {
  return await sandbox.store.read(async trx => {
    const payment = await trx
      .selectFrom('payments')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const dispute = await trx
      .selectFrom('disputes')
      .selectAll()
      .where('payment_id', '=', id)
      .executeTakeFirst()
    const jobs = await trx.selectFrom('due_jobs').selectAll().execute()
    return plain({ payment, dispute, jobs })
  })
}

/** The rows without ids, with times as distances, and without what a fee without a booking has of its own. */
function plain({ payment, dispute, jobs }: Omit<Drawn, 'voidedBy'>) {
  const beginMs = ms(payment.created_at)
  const own = jobs.filter(({ object_id }) => [payment.id, dispute?.id].includes(object_id))
  const since = (row: object | undefined) =>
    row === undefined
      ? undefined
      : Object.fromEntries(
          Object.entries(row).map(([name, value]) =>
            typeof value === 'string' && /_(at|by)$/.test(name) ? [name, ms(value) - beginMs] : [name, value],
          ),
        )
  const { id: _, tenant_id: _t, booking_id: _b, customer_id: _c, kind: _k, currency: _p, ...money } = payment
  const { id: _i, tenant_id: _n, payment_id: _y, currency: _u, ...contested } = dispute ?? {}
  return {
    payment: since(money),
    dispute: dispute && since(contested),
    jobs: own.map(({ kind, due_at }) => [kind, ms(due_at) - beginMs]),
  }
}
