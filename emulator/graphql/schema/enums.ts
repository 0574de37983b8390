import { GraphQLEnumType } from 'graphql'
import type { Shape } from './members.ts'
import { areEnumNames, typeName } from './names.ts'

/** Enums by their values: the same values are one type, called after where they come first. */
export class Enums {
  readonly #byValues = new Map<string, GraphQLEnumType>()
  readonly #names = new Set<string>()

  /** The enum of a member, or undefined where its values cannot be names: they are text then. */
  of(shape: Shape, owner: string, member: string): GraphQLEnumType | undefined {
    const { enum: values } = shape
    if (values === undefined || values.length === 0 || !areEnumNames(values)) return undefined
    const key = JSON.stringify(values.toSorted())
    const known = this.#byValues.get(key)
    if (known !== undefined) return known
    const type = new GraphQLEnumType({
      name: this.#free(typeName(owner, member)),
      values: Object.fromEntries(values.map(value => [value, { value }])),
    })
    this.#byValues.set(key, type)
    return type
  }

  /** The orders of a list: `-created_at` is `created_at_desc`. */
  ofOrders(orders: readonly string[]): GraphQLEnumType {
    const key = JSON.stringify(['orders', ...orders])
    const known = this.#byValues.get(key)
    if (known !== undefined) return known
    const named = orders.map(order => (order.startsWith('-') ? `${order.slice(1)}_desc` : order))
    const type = new GraphQLEnumType({
      name: this.#free(typeName(...named, 'order')),
      description: 'The order of a list, as `order` of REST.',
      values: Object.fromEntries(named.map((name, at) => [name, { value: orders[at] }])),
    })
    this.#byValues.set(key, type)
    return type
  }

  #free(name: string): string {
    if (this.#names.has(name)) throw new Error(`Two enums are called ${name}. Rename one of their members.`)
    this.#names.add(name)
    return name
  }
}
