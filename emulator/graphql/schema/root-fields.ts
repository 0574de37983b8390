import {
  type GraphQLArgumentConfig,
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql'
import type { Operation } from '../../../src/contract/operation.ts'
import type { Enums } from './enums.ts'
import type { InputTypes } from './input-types.ts'
import type { Shape } from './members.ts'
import { fieldName, filterArgument, typeName } from './names.ts'
import { fileType, type OutputTypes } from './output-types.ts'
import type { Resolvers } from './resolvers.ts'
import { Long } from './scalars.ts'

type Arguments = Record<string, GraphQLArgumentConfig>
type Field = GraphQLFieldConfig<unknown, unknown>

/** Members of a list's query that Relay has other words for. */
const pageWords = ['limit', 'cursor', 'order']

/** The fields of operations: what they take, and what they answer. */
export class OperationFields {
  readonly #inputs: InputTypes
  readonly #enums: Enums
  readonly #outputs: () => OutputTypes

  constructor(inputs: InputTypes, enums: Enums, outputs: () => OutputTypes) {
    this.#inputs = inputs
    this.#enums = enums
    this.#outputs = outputs
  }

  /** The field of an operation at the root. */
  root(operation: Operation, resolvers: Resolvers): Field {
    const field = operation.orders === null ? this.#single(operation) : this.list(operation)
    const resolve: Field['resolve'] = (_source, args, context, info) =>
      resolvers.run(operation, args, context, info)
    return { ...field, resolve }
  }

  /** The field of a list; `without` is the filter or parameter that the object has which it belongs to. */
  list(operation: Operation, without?: string): Field {
    const { query, orders, id } = operation
    const { data } = (operation.result as Shape).properties ?? {}
    const { items } = data as Shape
    if (items === undefined) throw new Error(`${id} is no list.`)
    const filters = Object.entries(query.properties).filter(
      ([name]) => !pageWords.includes(name) && name !== without,
    )
    const properties = Object.fromEntries(filters.map(([name, schema]) => [filterArgument(name), schema]))
    const shape = { ...(query as Shape), properties }
    return {
      type: this.#outputs().connection(items, typeName(id)),
      description: operation.description,
      args: {
        ...this.#parameters(operation, without),
        ...this.#inputs.members(shape, typeName(id)),
        first: {
          type: GraphQLInt,
          description: 'How many from the beginning, or after `after`: 1 to 100, 25 by default.',
        },
        after: {
          type: GraphQLString,
          description: 'Where to go on: a cursor of an edge, or `next_cursor` of REST.',
        },
        last: { type: GraphQLInt, description: 'How many from the end, or before `before`: 1 to 100.' },
        before: {
          type: GraphQLString,
          description: 'Where to stop: a cursor of an edge, or `prev_cursor` of REST.',
        },
        ...(orders !== null && orders.length > 1 && { order: { type: this.#enums.ofOrders(orders) } }),
      },
    }
  }

  #single(operation: Operation): Field {
    const { id, body, query, mediaType, description } = operation
    const isFile = mediaType !== 'application/json'
    return {
      type: isFile ? fileType : this.#outputs().of(operation.result, typeName(id), 'result'),
      description,
      args: {
        ...this.#parameters(operation),
        ...this.#inputs.members(query as Shape, typeName(id)),
        ...(body !== null && { input: { type: this.#body(operation) } }),
        ...(operation.conditional && {
          if_revision: {
            type: Long,
            description: 'Refused with revision_mismatch unless the object has this revision.',
          },
        }),
        ...(takesClientSecret(operation) && {
          client_secret: {
            type: GraphQLString,
            description: 'What publishable keys need; X-Client-Secret by default.',
          },
        }),
      },
    }
  }

  #parameters({ params }: Operation, without?: string): Arguments {
    return Object.fromEntries(
      Object.entries(params.properties)
        .filter(([name]) => name !== without)
        .map(([name, schema]) => {
          const { description } = schema as Shape
          return [
            name,
            { type: new GraphQLNonNull(GraphQLID), ...(description !== undefined && { description }) },
          ]
        }),
    )
  }

  /** A body may be left out where nothing in it is required. */
  #body({ id, body }: Operation) {
    if (body === null) throw new Error(`${id} takes no body.`)
    const { required = [] } = body as Shape
    const type = this.#inputs.of(body, typeName(id), '')
    return required.length > 0 ? new GraphQLNonNull(type) : type
  }
}

function takesClientSecret({ needsClientSecret, clientSecretMember, query }: Operation): boolean {
  return (needsClientSecret || clientSecretMember !== null) && !('client_secret' in query.properties)
}

/** The names of the fields of operations: `booking` reads one, `bookings` lists; what changes something is called as its id. */
export function rootNames(operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  const named = new Map<string, Operation>()
  for (const operation of operations) {
    const name = fieldName(
      operation.method === 'GET' ? operation.id.replace(/^(get|list)(?=[A-Z])/, '') : operation.id,
    )
    named.set(named.has(name) ? `${name}List` : name, operation)
  }
  return named
}
