import { largest } from '../../../src/lists/extremes.ts'
import type { Service } from '../../objects/service.ts'

/** The service as it is with one resource: for the duration that the resource overrides, if it does. */
export function serviceWith(service: Service, resourceId: string): Service {
  const overrides = service.requirements[0]?.overrides ?? []
  const duration = overrides.find(override => override.resource_id === resourceId)?.duration_min
  return duration == null ? service : { ...service, duration_min: duration }
}

/** What a booking costs with one resource: the price that the resource overrides, if it does; JSON of money, or null. */
export function priceWith(service: Service, resourceId: string): string | null {
  const overrides = service.requirements[0]?.overrides ?? []
  const price = overrides.find(override => override.resource_id === resourceId)?.price
  return price == null ? service.price : JSON.stringify(price)
}

/** The longest that a booking of the service may take, with whomever. */
export function longestDurationMin(service: Service): number {
  const overrides = service.requirements[0]?.overrides ?? []
  return largest(
    overrides.map(override => override.duration_min ?? 0),
    service.duration_min,
  )
}
