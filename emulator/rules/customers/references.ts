import { seriesOfCustomer, updateSeries } from '../../store/booking-series.ts'
import { bookingsOfCustomer } from '../../store/bookings.ts'
import { dataRequestsOfCustomer, moveDataExports, saveDataRequest } from '../../store/data-requests.ts'
import { moveMessages } from '../../store/messages.ts'
import { paymentsOfCustomer } from '../../store/payments.ts'
import type { Database, SeriesRow } from '../../store/schema.ts'
import { entriesOfCustomer } from '../../store/waitlist-entries.ts'
import { isAhead, saveMove } from '../booking-life/booking-moves.ts'
import { cancelNow, refundAll } from '../booking-life/end-booking.ts'
import type { Context } from '../context/context.ts'
import { revised } from '../context/revisions.ts'
import { emitMoney } from '../money/money-events.ts'
import { changePayment } from '../money/payment-moves.ts'
import { removeEntry } from '../waitlist/end-offer.ts'
import { changeEntry } from '../waitlist/make-offer.ts'

/** What becomes of the rows of a table that name a customer. */
interface Reference {
  /** A merge: what named one customer names another. */
  readonly move: (ctx: Context, fromId: string, toId: string) => Promise<void>
  /** The customer is deleted: what is still to come ends. What is over keeps the id, as history. */
  readonly end: (ctx: Context, customerId: string) => Promise<void>
}

const nothing: Reference = { move: async () => {}, end: async () => {} }

/** The tables that name a customer. */
type Referring = {
  [Name in keyof Database]: 'customer_id' extends keyof Database[Name] ? Name : never
}[keyof Database]

/**
 * Everything that refers to a customer, in the order in which it moves and ends. A table with a customer_id that is left
 * out here does not compile.
 */
export const customerReferences: { readonly [Name in Referring]: Reference } = {
  // Refunds of all bookings are told before the first booking is cancelled.
  payments: {
    move: async (ctx, fromId, toId) => {
      for (const payment of await paymentsOfCustomer(ctx.trx, ctx.tenant.id, fromId))
        await changePayment(ctx, payment, { customer_id: toId })
    },
    end: async (ctx, customerId) => {
      for (const row of await bookingsOfCustomer(ctx.trx, ctx.tenant.id, customerId)) {
        if (isAhead(ctx, row)) await emitMoney(ctx, await refundAll(ctx, row))
      }
    },
  },
  bookings: {
    move: async (ctx, fromId, toId) => {
      for (const row of await bookingsOfCustomer(ctx.trx, ctx.tenant.id, fromId)) {
        // Their series move by themselves.
        const move = { action: 'update', reason: 'customer_merged', inSeries: true } as const
        await saveMove(ctx, row, { customer_id: toId }, move)
      }
    },
    end: async (ctx, customerId) => {
      for (const row of await bookingsOfCustomer(ctx.trx, ctx.tenant.id, customerId)) {
        if (isAhead(ctx, row))
          await cancelNow(ctx, row, { actor: 'staff', reason: 'customer_deleted', inSeries: true })
      }
    },
  },
  waitlist_entries: {
    move: async (ctx, fromId, toId) => {
      for (const entry of await entriesOfCustomer(ctx.trx, ctx.tenant.id, fromId))
        await changeEntry(ctx, entry, { customer_id: toId })
    },
    end: async (ctx, customerId) => {
      for (const entry of await entriesOfCustomer(ctx.trx, ctx.tenant.id, customerId))
        if (['waiting', 'offered'].includes(entry.status)) await removeEntry(ctx, entry)
    },
  },
  // What was told to somebody was told, and goes with a merge.
  messages: {
    move: (ctx, fromId, toId) => moveMessages(ctx.trx, ctx.tenant.id, fromId, toId),
    end: async () => {},
  },
  booking_series: {
    move: (ctx, fromId, toId) => changeSeriesOf(ctx, fromId, () => ({ customer_id: toId })),
    end: (ctx, customerId) =>
      changeSeriesOf(ctx, customerId, ({ status }) => (status === 'active' ? { status: 'cancelled' } : {})),
  },
  // The ledger says who said what; what holds for both follows when they have become one (`mergeConsents`).
  consents: nothing,
  data_requests: {
    move: async (ctx, fromId, toId) => {
      for (const row of await dataRequestsOfCustomer(ctx.trx, ctx.tenant.id, fromId)) {
        const changed = revised(ctx, row, { customer_id: toId })
        await saveDataRequest(ctx.trx, changed)
        ctx.changed('data_request', row, changed)
      }
    },
    // A person who is not there any more still gets an answer.
    end: async () => {},
  },
  data_exports: {
    move: (ctx, fromId, toId) => moveDataExports(ctx.trx, ctx.tenant.id, fromId, toId),
    end: async () => {},
  },
  // Digests that were made under an id stay under its key.
  audit_keys: nothing,
}

async function changeSeriesOf(
  ctx: Context,
  customerId: string,
  changesOf: (row: SeriesRow) => Partial<SeriesRow>,
): Promise<void> {
  for (const row of await seriesOfCustomer(ctx.trx, ctx.tenant.id, customerId)) {
    const changes = changesOf(row)
    if (Object.keys(changes).length === 0) continue
    const changed = revised(ctx, row, changes)
    await updateSeries(ctx.trx, changed)
    ctx.changed('booking_series', row, changed)
  }
}
