import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'

/** What one request may ask for; all can be lifted by nobody (rules, section 12). */
export const limits = {
  /** Characters of a query. */
  length: 100_000,
  /** Words, numbers and signs of a query. */
  tokens: 10_000,
  /** Fields that are written down, in all fragments together. */
  fields: 1_000,
  depth: 10,
  aliases: 30,
  /** Objects that an answer may hold. */
  complexity: 5_000,
} as const

/** What the whole schema costs, and a type of it: about as long to answer as so many objects. */
const introspectionCosts: Readonly<Record<string, number>> = { __schema: 2_000, __type: 200 }

const usualPage = 25
const largestPage = 100

interface Cost {
  readonly depth: number
  readonly aliases: number
  readonly complexity: number
}

const nothing: Cost = { depth: 0, aliases: 0, complexity: 0 }

/** A request as far as its cost depends on it. */
export interface Measured {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly variables: Readonly<Record<string, unknown>>
}

/**
 * Says why a document asks for too much, or undefined. Linear in its length, because fragments are measured once each:
 * it is asked before the document is validated, which is not.
 */
export function excessOf({ schema, document, operation, variables }: Measured): string | undefined {
  const measure = new Measure(schema, document, { ...defaultsOf(operation), ...variables })
  const { depth, aliases, complexity } = measure.of(
    operation.selectionSet,
    schema.getRootType(operation.operation),
  )
  if (measure.fields > limits.fields)
    return `The query names ${measure.fields} fields; ${limits.fields} are allowed`
  if (depth > limits.depth) return `The query is ${depth} levels deep; ${limits.depth} are allowed`
  if (aliases > limits.aliases) return `The query has ${aliases} aliases; ${limits.aliases} are allowed`
  if (complexity > limits.complexity)
    return `The query may answer ${complexity} objects; ${limits.complexity} are allowed: ask for smaller pages`
  return undefined
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, literalOf(defaultValue, {})]],
    ),
  )
}

type Parent = GraphQLNamedType | undefined | null

class Measure {
  fields = 0
  readonly #schema: GraphQLSchema
  readonly #fragments = new Map<string, FragmentDefinitionNode>()
  readonly #variables: Readonly<Record<string, unknown>>
  readonly #measured = new Map<string, Cost>()

  constructor(
    schema: GraphQLSchema,
    { definitions }: DocumentNode,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.#schema = schema
    this.#variables = variables
    for (const definition of definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition)
  }

  of({ selections }: SelectionSetNode, parent: Parent): Cost {
    let { depth, aliases, complexity } = nothing
    for (const selection of selections) {
      const cost = this.#selection(selection, parent)
      depth = Math.max(depth, cost.depth)
      aliases += cost.aliases
      complexity = Math.min(Number.MAX_SAFE_INTEGER, complexity + cost.complexity)
    }
    return { depth, aliases, complexity }
  }

  #selection(selection: SelectionNode, parent: Parent): Cost {
    if (selection.kind === Kind.FIELD) return this.#field(selection, parent)
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(selection.name.value)
    const { typeCondition, selectionSet } = selection
    return this.of(
      selectionSet,
      typeCondition === undefined ? parent : this.#schema.getType(typeCondition.name.value),
    )
  }

  #field({ name, alias, selectionSet, arguments: args = [] }: FieldNode, parent: Parent): Cost {
    this.fields += 1
    const aliases = alias === undefined ? 0 : 1
    if (selectionSet === undefined) return { depth: 1, aliases, complexity: 0 }
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined
    const type = getNamedType(field?.type)
    const inside = this.of(selectionSet, type)
    const introspection = introspectionCosts[name.value]
    // How deep introspection goes is the matter of a rule of its own.
    if (introspection !== undefined)
      return { depth: 1, aliases: aliases + inside.aliases, complexity: introspection }
    return {
      depth: inside.depth + 1,
      aliases: aliases + inside.aliases,
      complexity: Math.min(
        Number.MAX_SAFE_INTEGER,
        this.#objectsOf(name.value, type?.name ?? '', args, inside.complexity),
      ),
    }
  }

  /** How many objects a field may answer, with those inside of each. What Relay puts around nodes is none. */
  #objectsOf(name: string, type: string, args: NonNullable<FieldNode['arguments']>, inside: number): number {
    if (type === 'PageInfo') return 0
    if (type.endsWith('Edge')) return inside
    const size = this.#sizeOf(name, type, args)
    return type.endsWith('Connection') ? 1 + size * inside : size * (1 + inside)
  }

  /** A fragment in a circle of fragments costs nothing the second time: validation refuses it. */
  #fragment(name: string): Cost {
    const known = this.#measured.get(name)
    if (known !== undefined) return known
    this.#measured.set(name, nothing)
    const fragment = this.#fragments.get(name)
    if (fragment === undefined) return nothing
    const cost = this.of(fragment.selectionSet, this.#schema.getType(fragment.typeCondition.name.value))
    this.#measured.set(name, cost)
    return cost
  }

  /** A page of a list, as many as there are ids, else one. */
  #sizeOf(name: string, type: string, args: NonNullable<FieldNode['arguments']>): number {
    const value = (argument: string) => {
      const node = args.find(given => given.name.value === argument)?.value
      return node === undefined ? undefined : literalOf(node, this.#variables)
    }
    if (name === 'nodes' && type === 'Node') {
      const ids = value('ids')
      return Array.isArray(ids) ? Math.max(1, ids.length) : 1
    }
    if (!type.endsWith('Connection')) return 1
    const asked = [value('first'), value('last')].find(given => typeof given === 'number')
    return Math.max(1, Math.min(largestPage, typeof asked === 'number' ? asked : usualPage))
  }
}

function literalOf(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables[node.name.value]
    case Kind.INT:
      return Number(node.value)
    case Kind.LIST:
      return node.values
    default:
      return undefined
  }
}
