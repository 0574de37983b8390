import { type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import type { Operations } from '../../../src/contract/index.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { append } from '../../../src/lists/append.ts'
import type { SeriesFilter } from '../../store/booking-series.ts'
import type { Context } from '../context/context.ts'
import { survivorIds } from '../customers/survivor.ts'
import { idFaults } from '../fields/field-faults.ts'

type Query = InputOf<Operations['listBookingSeries']>['query']

const referringFilters = [
  ['customer_id', 'customers', 'customerIds'],
  ['resource_id', 'resources', 'resourceIds'],
  ['service_id', 'services', 'serviceIds'],
] as const

/** The filters of a list of series. Throws `validation_failed` for ids that name nothing of this tenant. */
export async function filterSeries(ctx: Context, query: Query): Promise<SeriesFilter> {
  const faults: FieldFault[] = []
  const filter: Record<string, string[]> = {}
  for (const [name, table, member] of referringFilters) {
    const ids = query[name]?.split(',')
    if (ids === undefined) continue
    append(faults, await idFaults(ctx, `/${name}`, table, ids))
    filter[member] = ids
  }
  refuseFaults(faults)
  const customerIds = await survivorIds(ctx, filter.customerIds)
  return { ...filter, ...(customerIds !== undefined && { customerIds }) }
}
