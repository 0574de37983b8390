import type { Operation } from '../../../src/contract/operation.ts'
import type { Shape } from './members.ts'
import { fieldName } from './names.ts'

/** A type of objects that can be read by their id. */
export interface Readable {
  readonly type: string
  /** The path parameter that takes its id, as members of other objects are called that name it: `customer_id`. */
  readonly parameter: string
  readonly prefix: string
  readonly get: Operation
}

/** A list of objects that belong to one: those of a filter, or those below its path. */
export interface Belonging {
  readonly field: string
  readonly list: Operation
  readonly parameter: string
  readonly isFilter: boolean
}

/** What refers to what. It follows from the contract: from the operations that read, and from how members are called. */
export interface Relations {
  readonly readable: ReadonlyMap<string, Readable>
  /** By the member that names the object: `customer_id`. */
  readonly byMember: ReadonlyMap<string, Readable>
  readonly byPrefix: ReadonlyMap<string, Readable>
  /** The lists of what belongs to an object, by its type. */
  readonly belonging: ReadonlyMap<string, readonly Belonging[]>
}

/** Finds the relations between the objects of these operations. */
export function relationsOf(operations: readonly Operation[]): Relations {
  const readable = operations.flatMap(operation => readableOf(operation) ?? [])
  const byType = new Map(readable.map(one => [one.type, one]))
  return {
    readable: byType,
    byMember: new Map(readable.map(one => [one.parameter, one])),
    byPrefix: new Map(readable.map(one => [one.prefix, one])),
    belonging: new Map(readable.map(one => [one.type, belongingTo(one, operations)])),
  }
}

function readableOf(operation: Operation): Readable | undefined {
  const { method, orders, mediaType, params, path } = operation
  const [parameter, ...others] = Object.keys(params.properties)
  if (method !== 'GET' || orders !== null || mediaType !== 'application/json') return undefined
  if (parameter === undefined || others.length > 0 || !path.endsWith(`/{${parameter}}`)) return undefined
  const result = operation.result as Shape
  const type = result['x-component']
  const id = result.properties?.id as Shape | undefined
  const prefix = id?.['x-id-prefix']
  return type === undefined || prefix === undefined ? undefined : { type, parameter, prefix, get: operation }
}

function belongingTo({ type, parameter }: Readable, operations: readonly Operation[]): Belonging[] {
  const found = new Map<string, Belonging>()
  for (const list of operations) {
    if (list.orders === null) continue
    const isFilter = parameter in list.query.properties
    const parameters = Object.keys(list.params.properties)
    if (!isFilter && !(parameters.length === 1 && parameters[0] === parameter)) continue
    const whole = list.id.replace(/^list/, '')
    // `listBookingHistory` is the history of a booking.
    const isOfType = !isFilter && whole.startsWith(type) && whole.length > type.length
    const field = fieldName(isOfType ? whole.slice(type.length) : whole)
    // A filter can be asked for many at once: it comes before the list below the path.
    if (!found.has(field) || isFilter) found.set(field, { field, list, parameter, isFilter })
  }
  return [...found.values()]
}
