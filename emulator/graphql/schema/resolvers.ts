import type { GraphQLResolveInfo } from 'graphql'
import type { Operation } from '../../../src/contract/operation.ts'
import type { Belonging, Readable } from './relations.ts'

export type Args = Readonly<Record<string, unknown>>

/** How fields get their values; the types know nothing of how that is done. `context` is that of one request. */
export interface Resolvers {
  /** Runs the operation of a root field. */
  run(operation: Operation, args: Args, context: unknown, info: GraphQLResolveInfo): unknown
  /** An object that another one names; many in one go. */
  read(readable: Readable, id: string, context: unknown): unknown
  /** A page of what belongs to an object. */
  belonging(belonging: Belonging, id: string, args: Args, context: unknown): unknown
  /** Any object by its id; null where there is none. */
  node(id: string, context: unknown): unknown
}

/** An object as it is in memory: the answer of REST. */
export type Answered = Readonly<Record<string, unknown>>
