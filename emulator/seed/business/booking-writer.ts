import { append } from '../../../src/lists/append.ts'
import type { Turns } from '../../../src/time/turns.ts'
import { insertBookings } from '../../store/bookings.ts'
import { insertRows } from '../../store/bulk-insert.ts'
import { idsInTransaction } from '../../store/ids.ts'
import { fromStored } from '../../store/instants.ts'
import type {
  BookingHistoryRow,
  BookingRow,
  DisputeRow,
  OccupancyRow,
  PaymentRow,
  RefundRow,
  Trx,
} from '../../store/schema.ts'
import type { BookingRows } from './booking-rows.ts'
import type { JobRow } from './job-row.ts'

/** Writes bookings in batches, so that any number of them needs little memory. */
export interface BookingWriter {
  add(rows: BookingRows): Promise<void>
  /** Writes what waits. */
  end(): Promise<void>
  readonly written: { readonly bookings: number; readonly jobs: number }
  /** By resource, the longest interval ever taken, in milliseconds. */
  readonly longestBlocks: ReadonlyMap<string, number>
}

/** As many bookings wait in memory before they are written: a few milliseconds of work, and others have turns in between. */
const batchSize = 100

export function bookingWriter(trx: Trx, turns: Turns): BookingWriter {
  const longestBlocks = new Map<string, number>()
  const written = { bookings: 0, jobs: 0 }
  let bookings: BookingRow[] = []
  let history: BookingHistoryRow[] = []
  let occupancies: OccupancyRow[] = []
  let payments: PaymentRow[] = []
  let refunds: RefundRow[] = []
  let disputes: DisputeRow[] = []
  let jobs: JobRow[] = []

  async function end(): Promise<void> {
    await insertBookings(trx, bookings)
    if (turns.isOver) await turns.pass()
    await insertRows(trx, 'booking_history', history)
    if (turns.isOver) await turns.pass()
    await insertRows(trx, 'occupancies', occupancies)
    if (turns.isOver) await turns.pass()
    await insertRows(trx, 'payments', payments)
    await insertRows(trx, 'refunds', refunds)
    await insertRows(trx, 'disputes', disputes)
    if (turns.isOver) await turns.pass()
    if (jobs.length > 0) {
      // Numbers need neither the seed nor the time that ids are made of.
      const first = await idsInTransaction(trx, '', 0).reserve('job', jobs.length)
      await insertRows(
        trx,
        'due_jobs',
        jobs.map((job, i) => ({ number: first + i, ...job })),
      )
    }
    written.bookings += bookings.length
    written.jobs += jobs.length
    bookings = []
    history = []
    occupancies = []
    payments = []
    refunds = []
    disputes = []
    jobs = []
  }

  return {
    written,
    longestBlocks,
    end,
    async add(rows) {
      bookings.push(rows.booking)
      append(history, rows.history)
      append(occupancies, rows.occupancies)
      append(payments, rows.payments)
      append(refunds, rows.refunds)
      append(disputes, rows.disputes)
      append(jobs, rows.jobs)
      for (const { resource_id, blocks_from, blocks_to } of rows.occupancies) {
        const lengthMs = fromStored(blocks_to) - fromStored(blocks_from)
        longestBlocks.set(resource_id, Math.max(longestBlocks.get(resource_id) ?? 0, lengthMs))
      }
      if (bookings.length >= batchSize) await end()
    },
  }
}
