import {
  GraphQLBoolean,
  type GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLScalarType,
  GraphQLString,
} from 'graphql'
import type { Enums } from './enums.ts'
import { isClosed, isInt, type Shape } from './members.ts'
import { DateTime, Json, Long } from './scalars.ts'

/** What a type is called after, where its schema has no name: whose it is, and which member of it. */
export interface Named {
  readonly owner: string
  readonly member: string
}

/** The type of what has no fields, the same in requests and answers; undefined for lists and for objects with fields. */
export function leafOf(
  shape: Shape,
  enums: Enums,
  { owner, member }: Named,
): GraphQLScalarType | GraphQLEnumType | undefined {
  if (shape.enum !== undefined) return enums.of(shape, owner, member) ?? GraphQLString
  switch (shape.type) {
    case 'string':
      if (shape.format === 'date-time') return DateTime
      return shape['x-id-prefix'] === undefined ? GraphQLString : GraphQLID
    case 'integer':
      return isInt(shape) ? GraphQLInt : Long
    case 'number':
      return GraphQLFloat
    case 'boolean':
      return GraphQLBoolean
    case 'array':
      return undefined
    default:
      return shape.type === 'object' && isClosed(shape) ? undefined : Json
  }
}
