import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql'

function integer(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new GraphQLError(
    `Long cannot represent ${JSON.stringify(value) ?? String(value)}: it is a whole number of at most 53 bits`,
  )
}

/** Whole numbers of JSON: an Int has 32 bits, which amounts in minor units can pass. */
export const Long = new GraphQLScalarType({
  name: 'Long',
  description: 'A whole number from -(2^53 - 1) to 2^53 - 1: amounts are in minor units of their currency.',
  coerceInputValue: integer,
  coerceOutputValue: integer,
  coerceInputLiteral: node => integer(node.kind === Kind.INT ? Number(node.value) : undefined),
})

function text(value: unknown): string {
  if (typeof value === 'string') return value
  throw new GraphQLError('DateTime cannot represent what is no text')
}

/** Judged by the contract, like every other value, so that its refusal is the same as over REST. */
export const DateTime = new GraphQLScalarType({
  name: 'DateTime',
  description: 'An instant, RFC 3339: any offset in requests, UTC with Z in answers.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time',
  coerceInputValue: text,
  coerceOutputValue: text,
  coerceInputLiteral: node => text(node.kind === Kind.STRING ? node.value : undefined),
})

/** Data without fixed members, such as metadata. */
export const Json = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON: metadata, evidence, details of events.',
  coerceInputValue: value => value,
  coerceOutputValue: value => value,
  coerceInputLiteral: (node: ValueNode) => valueFromASTUntyped(node),
})
