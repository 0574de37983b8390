import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLNullableOutputType,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql'
import type { TSchema } from 'typebox'
import type { Operation } from '../../../src/contract/operation.ts'
import type { Enums } from './enums.ts'
import { leafOf } from './leaf-types.ts'
import { descriptionOf, type Shape, withoutNull } from './members.ts'
import { requireName, typeName } from './names.ts'
import type { Relations } from './relations.ts'
import type { Answered, Resolvers } from './resolvers.ts'
import { Json } from './scalars.ts'

type Fields = GraphQLFieldConfigMap<unknown, unknown>

/** What the types of answers are made with. */
export interface OutputParts {
  readonly enums: Enums
  readonly relations: Relations
  readonly resolvers: Resolvers
  /** The field of a list, whose arguments depend on the types of requests. */
  readonly listField: (list: Operation, without?: string) => GraphQLFieldConfig<unknown, unknown>
}

/** The types of answers: each component of the contract is one, and each object in line another. */
export class OutputTypes {
  readonly node = new GraphQLInterfaceType({
    name: 'Node',
    description: 'An object that can be read by its id alone.',
    fields: { id: { type: new GraphQLNonNull(GraphQLID) } },
    resolveType: value => this.#typeOfId((value as { id: string }).id),
  })
  readonly #parts: OutputParts
  readonly #objects = new Map<string, GraphQLObjectType>()
  readonly #connections = new Map<string, GraphQLObjectType>()

  constructor(parts: OutputParts) {
    this.#parts = parts
  }

  /** All object types so far: those that only `node` leads to must be named in the schema. */
  get all(): readonly GraphQLObjectType[] {
    return [...this.#objects.values()]
  }

  /** The type of an answer or a member; the owner names what stands in line. */
  of(schema: TSchema, owner: string, member: string): GraphQLNullableOutputType {
    const { shape } = withoutNull(schema)
    const leaf = leafOf(shape, this.#parts.enums, { owner, member })
    if (leaf !== undefined) return leaf
    if (shape.type === 'object') return this.#object(shape, typeName(owner, member))
    const { items } = shape
    return new GraphQLList(new GraphQLNonNull(items === undefined ? Json : this.of(items, owner, member)))
  }

  /** The connection of a list of such items. */
  connection(item: TSchema, owner: string): GraphQLObjectType {
    const type = this.of(item, owner, 'item')
    const name = type instanceof GraphQLObjectType ? type.name : typeName(owner, 'item')
    const known = this.#connections.get(name)
    if (known !== undefined) return known
    const node = new GraphQLNonNull(type)
    const edge = new GraphQLObjectType({
      name: `${name}Edge`,
      fields: { cursor: { type: new GraphQLNonNull(GraphQLString) }, node: { type: node } },
    })
    const connection = new GraphQLObjectType({
      name: `${name}Connection`,
      fields: {
        edges: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(edge))) },
        nodes: { type: new GraphQLNonNull(new GraphQLList(node)), description: 'The nodes of the edges.' },
        pageInfo: { type: new GraphQLNonNull(pageInfo) },
      },
    })
    this.#connections.set(name, connection)
    return connection
  }

  #object(shape: Shape, inLine: string): GraphQLObjectType {
    const name = shape['x-component'] ?? inLine
    const known = this.#objects.get(name)
    if (known !== undefined) return known
    const type = new GraphQLObjectType({
      name: requireName(name),
      ...descriptionOf(shape),
      interfaces: () => (this.#parts.relations.readable.has(name) ? [this.node] : []),
      fields: () => ({
        ...this.#members(shape, name),
        ...this.#references(shape),
        ...this.#belonging(shape, name),
      }),
    })
    this.#objects.set(name, type)
    return type
  }

  #members({ properties = {}, required = [] }: Shape, owner: string): Fields {
    return Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => {
        const { shape, isNullable } = withoutNull(schema)
        const isHidden = (schema as Shape)['x-publishable'] === false
        const isId = shape.type === 'string' && (name === 'id' || this.#parts.relations.byMember.has(name))
        const type = isId ? GraphQLID : this.of(schema, owner, name)
        const isAlways = required.includes(name) && !isNullable && !isHidden
        return [
          requireName(name),
          { type: isAlways ? new GraphQLNonNull(type) : type, ...descriptionOf(shape) },
        ]
      }),
    )
  }

  /** `customer` beside `customer_id`, where nothing else is called so. */
  #references({ properties = {} }: Shape): Fields {
    const { relations, resolvers } = this.#parts
    return Object.fromEntries(
      Object.keys(properties).flatMap(member => {
        const readable = relations.byMember.get(member)
        const field = member.replace(/_id$/, '')
        if (readable === undefined || field in properties) return []
        const resolve = (source: unknown, _args: unknown, context: unknown) => {
          const id = (source as Answered)[member]
          return typeof id === 'string' ? resolvers.read(readable, id, context) : null
        }
        const type = this.of(readable.get.result, readable.type, '')
        return [[field, { type, description: `The object that \`${member}\` names.`, resolve }]]
      }),
    )
  }

  /** The lists of what belongs to an object: the payments of a booking. */
  #belonging({ properties = {} }: Shape, name: string): Fields {
    const { relations, resolvers, listField } = this.#parts
    const found = relations.belonging.get(name) ?? []
    return Object.fromEntries(
      found
        .filter(({ field }) => !(field in properties))
        .map(one => {
          const resolve = (source: unknown, args: Readonly<Record<string, unknown>>, context: unknown) =>
            resolvers.belonging(one, String((source as Answered).id), args, context)
          return [one.field, { ...listField(one.list, one.parameter), resolve }]
        }),
    )
  }

  #typeOfId(id: string): string | undefined {
    return this.#parts.relations.byPrefix.get(id.split('_', 1)[0] ?? '')?.type
  }
}

const pageInfo = new GraphQLObjectType({
  name: 'PageInfo',
  fields: {
    hasNextPage: { type: new GraphQLNonNull(GraphQLBoolean) },
    hasPreviousPage: { type: new GraphQLNonNull(GraphQLBoolean) },
    startCursor: { type: GraphQLString },
    endCursor: { type: GraphQLString },
  },
})

/** What a download answers. */
export const fileType = new GraphQLObjectType({
  name: 'File',
  description: 'The content of a file.',
  fields: {
    media_type: { type: new GraphQLNonNull(GraphQLString) },
    text: { type: GraphQLString, description: 'Its text; null where it is none.' },
    base64: { type: new GraphQLNonNull(GraphQLString), description: 'Its bytes.' },
  },
})
