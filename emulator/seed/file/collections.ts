import type { TSchema } from 'typebox'
import type { Operation } from '../../../src/contract/operation.ts'
import { pathParametersOf } from '../../../src/text/path-parameters.ts'

/** A list that a seed file may hold: what an operation declares to write (`seeds`). */
export interface Collection {
  /** As it is declared: `customers`. */
  readonly key: string
  readonly create: Operation & { readonly body: TSchema }
  /** The schema of the ids of its objects; null where they have none to choose. */
  readonly id: IdSchema | null
  /** The operation that finds one by its id, and its path parameter; null where the contract has none. */
  readonly find: { readonly operation: Operation; readonly param: string } | null
  /** What may stand in an item beside the body of the create. */
  readonly parts: readonly Part[]
}

/** Something that belongs to an object and has an operation of its own. */
export interface Part {
  /** As it is declared, without its list: `working_hours`. */
  readonly key: string
  readonly operation: Operation & { readonly body: TSchema }
  /** The path parameter of the object that it belongs to. */
  readonly owner: string
  /** The path parameter that each entry of a list names: `skill_id`. Null where there is none. */
  readonly param: string | null
  /** Several entries, each a body of its own; else one body. */
  readonly isList: boolean
  readonly id: IdSchema | null
}

export interface IdSchema {
  readonly prefix: string
  readonly schema: TSchema
}

/**
 * The lists of a seed file, in the order in which they are written: whatever an object may name comes before it.
 * Which operations write them is declared; the rest follows from the shape of their requests and answers.
 */
export function collectionsOf(operations: readonly Operation[]): Collection[] {
  const found = operations.filter(hasBody).flatMap(create => {
    if (create.seeds === null || create.seeds.includes('.')) return []
    const id = idSchemaOf(create.result)
    const parts = partsOf(operations, create.seeds, id)
    return [{ key: create.seeds, create, id, find: finderOf(operations, create), parts }]
  })
  return inOrder(found)
}

function finderOf(operations: readonly Operation[], create: Operation): Collection['find'] {
  for (const operation of operations) {
    const [param, ...others] = pathParametersOf(operation.path)
    const finds = param !== undefined && others.length === 0 && operation.path === `${create.path}/{${param}}`
    if (operation.method === 'GET' && finds) return { operation, param }
  }
  return null
}

function partsOf(operations: readonly Operation[], list: string, own: IdSchema | null): Part[] {
  return operations.filter(hasBody).flatMap(operation => {
    const [parent, key] = operation.seeds?.split('.') ?? []
    const [owner, param = null] = pathParametersOf(operation.path)
    if (parent !== list || key === undefined || owner === undefined) return []
    const adds = operation.method === 'POST'
    const id = adds ? idSchemaOf(operation.result) : null
    return [
      {
        key,
        operation,
        owner,
        param,
        isList: adds || param !== null,
        // An answer with the object itself has no id of its own.
        id: id?.prefix === own?.prefix ? null : id,
      },
    ]
  })
}

function hasBody(operation: Operation): operation is Operation & { readonly body: TSchema } {
  return operation.body !== null
}

function idSchemaOf(result: TSchema): IdSchema | null {
  const schema = propertiesOf(result).id
  const prefix = (schema as { 'x-id-prefix'?: string } | undefined)?.['x-id-prefix']
  return schema === undefined || prefix === undefined ? null : { prefix, schema }
}

/** Each after those that it may name; otherwise, and in a circle, in the order of the contract. */
function inOrder(collections: readonly Collection[]): Collection[] {
  const ordered: Collection[] = []
  const visited = new Set<Collection>()
  const visit = (collection: Collection) => {
    if (visited.has(collection)) return
    visited.add(collection)
    const named = namedPrefixes(collection)
    for (const other of collections) if (other.id !== null && named.has(other.id.prefix)) visit(other)
    ordered.push(collection)
  }
  for (const collection of collections) visit(collection)
  return ordered
}

/** The prefixes of all ids that an item and its parts may name. */
function namedPrefixes({ create, parts }: Collection): Set<string> {
  const found = new Set<string>()
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const prefix = (value as { 'x-id-prefix'?: unknown })['x-id-prefix']
    if (typeof prefix === 'string') found.add(prefix)
    for (const member of Object.values(value)) walk(member)
  }
  walk(create.body)
  for (const { operation, param } of parts) {
    walk(operation.body)
    if (param !== null) walk(propertiesOf(operation.params)[param])
  }
  return found
}

export function propertiesOf(schema: TSchema | null): Readonly<Record<string, TSchema>> {
  return (schema as { properties?: Record<string, TSchema> } | null)?.properties ?? {}
}
