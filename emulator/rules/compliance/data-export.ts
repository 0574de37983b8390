import { append } from '../../../src/lists/append.ts'
import { bookingObject } from '../../objects/booking.ts'
import { transitionObject } from '../../objects/booking-transition.ts'
import { consentObject } from '../../objects/consent.ts'
import { customerObject } from '../../objects/customer.ts'
import { dataRequestObject } from '../../objects/data-request.ts'
import { historyOfBookings } from '../../store/booking-history.ts'
import { bookingsOfCustomer } from '../../store/bookings.ts'
import { consentsOfCustomer } from '../../store/consents.ts'
import { customersMergedInto, findSurvivorOrDeleted } from '../../store/customers.ts'
import { dataRequestsOfCustomer } from '../../store/data-requests.ts'
import { eventsNaming } from '../../store/events.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import type { Context } from '../context/context.ts'

/** One file of an export: a kind of object, and all that there is of it. */
export interface ExportPart {
  readonly file: string
  readonly title: string
  readonly about: string
  readonly records: readonly object[]
}

/** What is known of a person: kept as it was when the request was fulfilled. */
export interface ExportDocument {
  readonly tenant: { readonly id: string; readonly name: string }
  readonly customer_id: string
  readonly created_at: string
  readonly parts: readonly ExportPart[]
}

/** Collects all that is known of a customer, and of those that were merged into it. */
export async function collectData(ctx: Context, customerId: string): Promise<ExportDocument> {
  const { trx, tenant, now } = ctx
  const own = await findSurvivorOrDeleted(trx, tenant.id, customerId)
  const customers = [
    ...(own === undefined ? [] : [own]),
    ...(await customersMergedInto(trx, tenant.id, customerId)),
  ]
  const ids = [...new Set([customerId, ...customers.map(row => row.id)])]
  const ofEach = async <Row>(read: (id: string) => Promise<readonly Row[]>): Promise<Row[]> => {
    const found: Row[] = []
    for (const id of ids) append(found, await read(id))
    return found
  }
  const bookings = await ofEach(id => bookingsOfCustomer(trx, tenant.id, id))
  const history = await historyOfBookings(
    trx,
    tenant.id,
    bookings.map(({ id }) => id),
  )
  const consents = await ofEach(id => consentsOfCustomer(trx, tenant.id, id))
  const requests = await ofEach(id => dataRequestsOfCustomer(trx, tenant.id, id))
  const events = await eventsNaming(trx, tenant.id, ids)
  const parts: ExportPart[] = [
    {
      file: 'customer.json',
      title: 'Your profile',
      about: 'Name, contact data and notes, as they are kept of you.',
      records: customers.map(customerObject),
    },
    {
      file: 'bookings.json',
      title: 'Your bookings',
      about: 'Every appointment, past and to come, with notes and the people who come along.',
      records: bookings.map(bookingObject),
    },
    {
      file: 'booking_history.json',
      title: 'What happened to your bookings',
      about: 'Each change of each booking: when, by whom and why.',
      records: history.map(transitionObject),
    },
    {
      file: 'consents.json',
      title: 'What you agreed to',
      about: 'Each time that you agreed to something or withdrew it.',
      records: consents.map(consentObject),
    },
    {
      file: 'data_requests.json',
      title: 'What you asked of your data',
      about: 'Requests such as the one that this file answers.',
      records: requests.map(row => dataRequestObject(row, { nowMs: now, hasExport: false })),
    },
    {
      file: 'events.json',
      title: 'What other systems were told',
      about: 'Messages about you that were sent to systems of the business.',
      records: events.map(({ payload }) => JSON.parse(payload) as object),
    },
  ]
  return {
    tenant: { id: tenant.id, name: tenant.name },
    customer_id: customerId,
    created_at: toAnswer(toStored(now)),
    parts,
  }
}
