import {
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  lexicographicSortSchema,
  printSchema,
} from 'graphql'
import type { Operation } from '../../../src/contract/operation.ts'
import { Enums } from './enums.ts'
import { InputTypes } from './input-types.ts'
import { OutputTypes } from './output-types.ts'
import { relationsOf } from './relations.ts'
import type { Resolvers } from './resolvers.ts'
import { OperationFields, rootNames } from './root-fields.ts'

/**
 * The GraphQL schema of operations: every read is a field of Query, every write one of Mutation, and what refers to an
 * object leads to it. Nothing of it is written by hand.
 */
export function buildSchema(operations: readonly Operation[], resolvers: Resolvers): GraphQLSchema {
  const enums = new Enums()
  const inputs = new InputTypes(enums)
  const fields: OperationFields = new OperationFields(inputs, enums, () => outputs)
  const relations = relationsOf(operations)
  const outputs = new OutputTypes({
    enums,
    relations,
    resolvers,
    listField: (list, without) => fields.list(list, without),
  })
  const named = [...rootNames(operations)]
  const rootOf = (isRead: boolean) =>
    Object.fromEntries(
      named
        .filter(([, operation]) => operation.safe === isRead)
        .map(([name, operation]) => [name, fields.root(operation, resolvers)]),
    )
  const mutations = rootOf(false)
  return new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: { ...nodeFields(outputs, resolvers), ...rootOf(true) },
    }),
    ...(Object.keys(mutations).length > 0 && {
      mutation: new GraphQLObjectType({ name: 'Mutation', fields: mutations }),
    }),
    types: [...outputs.all],
  })
}

/** Relay's way to any object by its id. */
function nodeFields({ node }: OutputTypes, resolvers: Resolvers): GraphQLFieldConfigMap<unknown, unknown> {
  const id = new GraphQLNonNull(GraphQLID)
  return {
    node: {
      type: node,
      description: 'An object by its id, whatever it is.',
      args: { id: { type: id } },
      resolve: (_source, args, context) => resolvers.node(String(args.id), context),
    },
    nodes: {
      type: new GraphQLNonNull(new GraphQLList(node)),
      description:
        'Several objects by their ids, in their order; null for those that are not there. At most 100.',
      args: { ids: { type: new GraphQLNonNull(new GraphQLList(id)) } },
      resolve: (_source, args, context) => (args.ids as string[]).map(one => resolvers.node(one, context)),
    },
  }
}

/** The schema as text, in the order of names: the same operations give the same bytes. */
export function sdlOf(operations: readonly Operation[]): string {
  const none = () => null
  const schema = buildSchema(operations, { run: none, read: none, belonging: none, node: none })
  return `${printSchema(lexicographicSortSchema(schema))}\n`
}
