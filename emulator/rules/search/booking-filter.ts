import { type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import type { Operations } from '../../../src/contract/index.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { append } from '../../../src/lists/append.ts'
import type { BookingFilter } from '../../store/booking-filter.ts'
import { toStored } from '../../store/instants.ts'
import type { Context } from '../context/context.ts'
import { survivorIds } from '../customers/survivor.ts'
import { idFaults } from '../fields/field-faults.ts'

type Query = InputOf<Operations['listBookings']>['query']

const referringFilters = [
  ['customer_id', 'customers'],
  ['resource_id', 'resources'],
  ['service_id', 'services'],
  ['location_id', 'locations'],
  ['series_id', 'booking_series'],
] as const

/** The filters of a list of bookings. Throws `validation_failed` for ids that name nothing of this tenant. */
export async function filterBookings(ctx: Context, query: Query): Promise<BookingFilter> {
  const faults: FieldFault[] = []
  for (const [name, table] of referringFilters) {
    append(faults, await idFaults(ctx, `/${name}`, table, severalOf(query[name]) ?? []))
  }
  refuseFaults(faults)
  return present({
    seriesIds: severalOf(query.series_id),
    customerIds: await survivorIds(ctx, severalOf(query.customer_id)),
    resourceIds: severalOf(query.resource_id),
    serviceIds: severalOf(query.service_id),
    locationIds: severalOf(query.location_id),
    statuses: severalOf(query.status),
    startFrom: storedOf(query.start_from),
    startTo: storedOf(query.start_to),
    updatedSince: storedOf(query.updated_since),
  })
}

function severalOf(text: string | undefined): string[] | undefined {
  return text?.split(',')
}

function storedOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : toStored(instantMs(text))
}

function present<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T
}
