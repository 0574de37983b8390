import type { TSchema } from 'typebox'
import type { Source } from '../schema.ts'
import type { Components } from './components.ts'
import type { JsonObject } from './document.ts'

/** Keywords that steer this project and say nothing to readers of the document; `x-source` is set anew. */
const internalKeywords = new Set([
  'x-component',
  'x-columns',
  'x-event-patterns',
  'x-immutable',
  'x-source',
  'x-values',
])

const schemaKeywords = new Set(['items', 'additionalProperties', 'not', 'contains', 'propertyNames'])
const schemaListKeywords = new Set(['anyOf', 'allOf', 'oneOf', 'prefixItems'])
const schemaMapKeywords = new Set(['patternProperties', '$defs', 'dependentSchemas'])

/** Whether the public reference shows this schema; everything that the contract does not mark is our reading. */
export function sourceOf(schema: TSchema): Source {
  return (schema as JsonObject)['x-source'] === 'reference' ? 'reference' : 'derived'
}

/** A schema of the contract as plain JSON Schema 2020-12; named ones become components and are referred to. */
export function publishSchema(schema: TSchema, components: Components): JsonObject {
  const name = (schema as JsonObject)['x-component']
  if (typeof name !== 'string') return copyOf(schema, components)
  return components.share('schemas', name, () => ({
    ...copyOf(schema, components),
    'x-source': sourceOfComponent(schema),
  }))
}

/** A component counts as shown by the reference when at least one of its members is; the rest is marked one by one. */
function sourceOfComponent(schema: TSchema): Source {
  const members = Object.values(propertiesOf(schema))
  return [schema, ...members].some(part => sourceOf(part) === 'reference') ? 'reference' : 'derived'
}

function copyOf(schema: TSchema, components: Components): JsonObject {
  const entries = Object.entries(schema).flatMap(([keyword, value]) => {
    const published = publishKeyword(keyword, value, schema, components)
    return published === undefined ? [] : [published]
  })
  // TypeBox's enums carry no type; generators of clients want one.
  const values = (schema as { enum?: readonly unknown[] }).enum ?? []
  const isText = !('type' in schema) && values.length > 0 && values.every(value => typeof value === 'string')
  return Object.fromEntries(isText ? [['type', 'string'], ...entries] : entries)
}

function publishKeyword(
  keyword: string,
  value: unknown,
  schema: TSchema,
  components: Components,
): readonly [string, unknown] | undefined {
  if (internalKeywords.has(keyword)) return undefined
  if (keyword === 'x-example') return ['examples', [value]]
  if (keyword === 'required') {
    const shown = (value as readonly string[]).filter(name => !isHiddenFromPublishable(schema, name))
    return shown.length === 0 ? undefined : [keyword, shown]
  }
  if (keyword === 'properties') {
    const publish = (member: TSchema) => ({
      ...publishSchema(member, components),
      'x-source': sourceOf(member),
    })
    return [keyword, mapValues(value as Record<string, TSchema>, publish)]
  }
  const publish = (part: TSchema) => publishSchema(part, components)
  if (schemaKeywords.has(keyword) && typeof value === 'object') return [keyword, publish(value as TSchema)]
  if (schemaListKeywords.has(keyword)) return [keyword, (value as TSchema[]).map(publish)]
  if (schemaMapKeywords.has(keyword)) return [keyword, mapValues(value as Record<string, TSchema>, publish)]
  return [keyword, structuredClone(value)]
}

/** Publishable keys get the object without such members, so nobody may rely on them. */
function isHiddenFromPublishable(schema: TSchema, member: string): boolean {
  return (propertiesOf(schema)[member] as JsonObject | undefined)?.['x-publishable'] === false
}

/** The members of an object schema; none for other schemas. */
export function propertiesOf(schema: TSchema | null): Readonly<Record<string, TSchema>> {
  return (schema as { properties?: Record<string, TSchema> } | null)?.properties ?? {}
}

function mapValues<In, Out>(object: Readonly<Record<string, In>>, map: (value: In) => Out) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}
