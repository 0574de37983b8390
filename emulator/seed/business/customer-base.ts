import { toStored } from '../../store/instants.ts'
import type { CustomerRow } from '../../store/schema.ts'
import { defaultTenantId } from '../default-members.ts'
import type { CustomerSpec } from './business.ts'
import { customersOf } from './people.ts'
import type { Random } from './random.ts'

/** The customers of a business, who came one after the other. */
export interface CustomerBase {
  /** All rows, so many at a time; to be gone through before anybody is asked for. */
  batches(count: number): Generator<CustomerRow[]>
  /** The id of somebody who was a customer at that time. */
  oneAt(ms: number): string
}

/** Customers for a number of bookings, who came evenly over the time. */
export function customerBase(
  spec: CustomerSpec,
  { size, fromMs, toMs }: { readonly size: number; readonly fromMs: number; readonly toMs: number },
  random: (part: string) => Random,
): CustomerBase {
  const count = Math.max(12, Math.ceil(size / spec.bookingsEach))
  const eachMs = (toMs - fromMs) / count
  const [forIds, forDetails, forChoice] = [random('customer ids'), random('customers'), random('visits')]
  const createdMs = (number: number) => Math.floor((fromMs + number * eachMs) / 1_000) * 1_000
  const ids: string[] = []
  return {
    *batches(atOnce) {
      for (let first = 0; first < count; first += atOnce) {
        const details = customersOf(spec, forDetails, first, Math.min(atOnce, count - first))
        yield details.map(({ metadata, ...members }, i) => {
          const id = forIds.id('cust', createdMs(first + i))
          ids.push(id)
          const created = toStored(createdMs(first + i))
          return {
            tenant_id: defaultTenantId,
            id,
            created_at: created,
            updated_at: created,
            revision: 1,
            metadata: JSON.stringify(metadata),
            timezone: spec.timezone,
            locale: spec.locale,
            processing_restricted: 0,
            merged_into: null,
            deleted_at: null,
            ...members,
          }
        })
      }
    },
    oneAt(ms) {
      const known = Math.min(count, Math.max(1, Math.floor((ms - fromMs) / eachMs)))
      // Some come again and again.
      const number = forChoice.chance(0.3) ? known * forChoice.next() ** 3 : known * forChoice.next()
      return ids[Math.floor(number)] ?? ''
    },
  }
}
