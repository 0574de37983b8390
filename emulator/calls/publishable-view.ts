import type { TSchema } from 'typebox'

type View = (value: unknown) => unknown

const views = new WeakMap<TSchema, View>()

/** What a publishable key sees of an answer: members marked `x-publishable: false` are left out, at any depth. */
export function publishableView(schema: TSchema, value: unknown): unknown {
  let view = views.get(schema)
  if (view === undefined) {
    view = viewOf(schema)
    views.set(schema, view)
  }
  return view(value)
}

interface Node {
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly items?: TSchema
  readonly anyOf?: readonly TSchema[]
}

function viewOf(schema: TSchema): View {
  const { properties, items, anyOf } = schema as Node
  if (properties !== undefined) return objectView(properties)
  if (items !== undefined) {
    const view = viewOf(items)
    return value => (Array.isArray(value) ? value.map(view) : value)
  }
  const object = anyOf?.find(branch => (branch as Node).properties !== undefined)
  return object === undefined ? value => value : viewOf(object)
}

function objectView(properties: Readonly<Record<string, TSchema>>): View {
  const members = Object.entries(properties)
    .filter(([, schema]) => (schema as { 'x-publishable'?: boolean })['x-publishable'] !== false)
    .map(([name, schema]) => [name, viewOf(schema)] as const)
  return value => {
    if (typeof value !== 'object' || value === null) return value
    const object = value as Record<string, unknown>
    return Object.fromEntries(
      members.filter(([name]) => name in object).map(([name, view]) => [name, view(object[name])]),
    )
  }
}
