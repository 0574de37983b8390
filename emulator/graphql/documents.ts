import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  MaxIntrospectionDepthRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { excessOf, limits } from './limits.ts'
import type { GraphqlRequest } from './request.ts'

/** As many documents are remembered with what validation said of them; after that the oldest go. */
const mostDocuments = 500

/** Longer ones are rarely the same twice. */
const longestRemembered = 10_000

/** More faults than this help nobody. */
const mostFaults = 20

interface Judged {
  readonly document: DocumentNode
  readonly faults: readonly GraphQLError[]
}

/** A document that may be executed, or why not. */
export type Reading =
  | { readonly document: DocumentNode; readonly operation: OperationDefinitionNode }
  | { readonly errors: readonly GraphQLError[] }

/** Reads documents of a schema: what is sent again is neither parsed nor validated again. */
export function createDocuments(schema: GraphQLSchema): (request: GraphqlRequest) => Reading {
  const known = new Map<string, Judged>()
  const rules = [...specifiedRules, MaxIntrospectionDepthRule]
  return ({ query, variables, operationName }) => {
    const earlier = known.get(query)
    const document = earlier?.document ?? parsed(query)
    if (document instanceof GraphQLError) return { errors: [document] }
    const operation = getOperationAST(document, operationName)
    if (operation === null || operation === undefined)
      return { errors: [noOperation(document, operationName)] }
    const excess = excessOf({ schema, document, operation, variables })
    if (excess !== undefined) return { errors: [new GraphQLError(excess)] }
    const faults = earlier?.faults ?? validate(schema, document, rules, { maxErrors: mostFaults })
    if (earlier === undefined && query.length <= longestRemembered) {
      if (known.size >= mostDocuments) known.delete(known.keys().next().value ?? '')
      known.set(query, { document, faults })
    }
    return faults.length > 0 ? { errors: faults } : { document, operation }
  }
}

function parsed(query: string): DocumentNode | GraphQLError {
  if (query.length > limits.length) {
    return new GraphQLError(`The query has ${query.length} characters; ${limits.length} are allowed`)
  }
  try {
    return parse(query, { maxTokens: limits.tokens })
  } catch (error) {
    if (error instanceof GraphQLError) return error
    // Deep nesting ends the parser before it ends itself.
    if (error instanceof RangeError)
      return new GraphQLError(`The query is deeper than ${limits.depth} levels`)
    throw error
  }
}

function noOperation({ definitions }: DocumentNode, operationName: string | undefined): GraphQLError {
  const named = definitions.flatMap(definition =>
    definition.kind === 'OperationDefinition' ? [definition.name?.value ?? 'one without a name'] : [],
  )
  if (named.length === 0) return new GraphQLError('The document has no operation: a query or a mutation')
  return new GraphQLError(
    operationName === undefined
      ? `The document has several operations; choose one with operationName: ${named.join(', ')}`
      : `The document has no operation ${operationName}; it has ${named.join(', ')}`,
  )
}
