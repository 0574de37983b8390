import type { GraphQLSchema } from 'graphql'
import type { TSchema } from 'typebox'
import { isClosed, withoutNull } from '../../emulator/graphql/schema/members.ts'
import { filterArgument } from '../../emulator/graphql/schema/names.ts'
import { rootNames } from '../../emulator/graphql/schema/root-fields.ts'
import { buildSchema } from '../../emulator/graphql/schema/schema.ts'
import type { ExampleRequest } from '../../src/contract/examples.ts'
import { operations } from '../../src/contract/index.ts'
import type { Operation } from '../../src/contract/operation.ts'

const none = () => null

/** The schema of all operations, for tests that ask it. */
export const schema: GraphQLSchema = buildSchema(operations, {
  run: none,
  read: none,
  belonging: none,
  node: none,
})

const fieldOf = new Map([...rootNames(operations)].map(([name, operation]) => [operation.id, name]))

/** A request of REST as one of GraphQL that asks for everything that REST answers. */
export function queryOf(operation: Operation, example: ExampleRequest, revision?: number) {
  const name = fieldOf.get(operation.id) ?? ''
  const root = operation.safe ? schema.getQueryType() : schema.getMutationType()
  const field = root?.getFields()[name]
  if (field === undefined) throw new Error(`${operation.id} is no field.`)
  const variables = argumentsOf(operation, example, revision)
  const given = field.args.filter(arg => variables[arg.name] !== undefined)
  const declared = given.map(arg => `$${arg.name}: ${String(arg.type)}`).join(', ')
  const passed = given.map(arg => `${arg.name}: $${arg.name}`).join(', ')
  const call = passed === '' ? name : `${name}(${passed})`
  const kind = operation.safe ? 'query' : 'mutation'
  const query = `${kind} ${declared === '' ? '' : `(${declared})`} { answer: ${call} ${selectionOf(operation)} }`
  return { query, variables }
}

function argumentsOf(
  { body, orders, query: declared }: Operation,
  { params, query = {}, body: input }: ExampleRequest,
  revision?: number,
) {
  const { limit, cursor, order, ...filters } = query
  return {
    ...params,
    ...renamed(filters, orders !== null),
    ...(limit !== undefined && { first: limit }),
    ...(cursor !== undefined && { after: cursor }),
    ...(order !== undefined &&
      'order' in declared.properties && { order: String(order).replace(/^-(.*)$/, '$1_desc') }),
    ...(body !== null && { input: input ?? {} }),
    ...(revision !== undefined && { if_revision: revision }),
  } as Readonly<Record<string, unknown>>
}

function selectionOf({ result, mediaType, orders }: Operation): string {
  if (mediaType !== 'application/json') return '{ text base64 }'
  if (orders === null) return membersOf(result)
  const { data } = (result as unknown as { properties: Record<string, TSchema> }).properties
  return `{ nodes ${membersOf((data as unknown as { items: TSchema }).items)} pageInfo { hasNextPage } }`
}

/** Every member that the contract knows, and none that only GraphQL has. */
function membersOf(schemaOfMember: TSchema): string {
  const { shape } = withoutNull(schemaOfMember)
  if (shape.type === 'array') return shape.items === undefined ? '' : membersOf(shape.items)
  const members = Object.entries(shape.properties ?? {})
  if (shape.type !== 'object' || !isClosed(shape)) return ''
  return `{ ${members.map(([name, member]) => `${name} ${membersOf(member)}`).join(' ')} }`
}

function renamed(filters: NonNullable<ExampleRequest['query']>, isList: boolean) {
  return Object.fromEntries(
    Object.entries(filters).map(([name, value]) => [isList ? filterArgument(name) : name, value]),
  )
}
