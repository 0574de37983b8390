import type { TSchema } from 'typebox'

/** A JSON Schema of the contract, as far as types are made of it. */
export interface Shape {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly maximum?: number
  readonly description?: string
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly items?: TSchema
  readonly anyOf?: readonly TSchema[]
  readonly 'x-component'?: string
  readonly 'x-id-prefix'?: string
  readonly 'x-publishable'?: boolean
  readonly 'x-source'?: string
}

/** What a schema says without its "or null". */
export function withoutNull(schema: TSchema): { readonly shape: Shape; readonly isNullable: boolean } {
  const whole = schema as Shape
  if (whole.anyOf === undefined) return { shape: whole, isNullable: false }
  const branches = whole.anyOf.filter(branch => (branch as Shape).type !== 'null')
  const [only] = branches as readonly Shape[]
  const isNullable = branches.length < whole.anyOf.length
  // Of several branches GraphQL can only say that it is some JSON.
  const shape = branches.length === 1 && only !== undefined ? only : {}
  const { description = shape.description } = whole
  return { shape: { ...shape, ...(description !== undefined && { description }) }, isNullable }
}

/** Whether an object has the members that its schema names and no others: of any other GraphQL can only say that it is JSON. */
export function isClosed({ properties = {}, additionalProperties }: Shape): boolean {
  return additionalProperties === false && Object.keys(properties).length > 0
}

/** The largest number of GraphQL's own Int. */
const largestInt = 2_147_483_647

/** Whether every value of an integer fits into 32 bits; the contract says so by its maximum. */
export function isInt({ maximum }: Shape): boolean {
  return maximum !== undefined && maximum <= largestInt
}

/** The description of a part of the schema, with where it is known from. */
export function descriptionOf(shape: Shape): { description?: string } {
  const { description } = shape
  return description === undefined ? {} : { description }
}
