import { loadDataSet } from '../../emulator/seed/data-sets.ts'
import { openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import { testNow } from '../world/sandbox.ts'

/** The data sets that are drawn. */
export const drawnNames = ['clinic', 'salon', 'coworking'] as const

/** Everything about money that a data set has, booking by booking. */
export async function moneyOf(dataSet: (typeof drawnNames)[number], size?: number) {
  const store = await openMemoryStore()
  const loaded = await loadDataSet({ dataSet, size })
  await store.write(trx => loaded.write(trx, Date.parse(testNow)))
  return await store.read(async trx => {
    const services = await trx.selectFrom('services').selectAll().execute()
    const history = await trx.selectFrom('booking_history').selectAll().orderBy('revision').execute()
    const payments = await trx
      .selectFrom('payments')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    const refunds = await trx.selectFrom('refunds').selectAll().execute()
    const disputes = await trx.selectFrom('disputes').selectAll().execute()
    const jobs = await trx
      .selectFrom('due_jobs')
      .selectAll()
      .where('kind', 'not like', 'booking.%')
      .orderBy('number')
      .execute()
    const bookings = await trx.selectFrom('bookings').selectAll().orderBy('id').execute()
    const paymentsOf = Map.groupBy(payments, one => one.booking_id)
    const refundsOf = Map.groupBy(refunds, one => one.payment_id)
    const disputesOf = Map.groupBy(disputes, one => one.payment_id)
    const stepsOf = Map.groupBy(history, one => one.booking_id)
    return bookings.map(booking => {
      const own = paymentsOf.get(booking.id) ?? []
      const service = services.find(({ id }) => id === booking.service_id)
      if (service === undefined) throw new Error(`no service ${booking.service_id}`)
      return {
        booking,
        service,
        payments: own,
        refunds: own.flatMap(({ id }) => refundsOf.get(id) ?? []),
        disputes: own.flatMap(({ id }) => disputesOf.get(id) ?? []),
        jobs,
        steps: stepsOf.get(booking.id) ?? [],
      }
    })
  })
}
