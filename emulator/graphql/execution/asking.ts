import type { TSchema } from 'typebox'
import type { SharedReads } from '../../calls/call.ts'
import type { Caller } from '../../pipeline/authenticate.ts'
import type { AnyHandler } from '../../rules/context/context.ts'
import type { Validator } from '../../validation/validation.ts'
import type { Belonging, Readable } from '../schema/relations.ts'
import type { Args } from '../schema/resolvers.ts'

/** What one GraphQL request is answered with: the context of its fields. */
export interface Asking {
  readonly caller: Caller
  readonly requestId: string
  /** The key of the header, or null. */
  readonly idempotencyKey: string | null
  /** Whether several root fields of the request write, so that each needs a key of its own. */
  readonly writesSeveral: boolean
  /** The secret of the header, or null. */
  readonly clientSecret: string | null
  readonly loading: Loading
  /** Where all fields of the request see one state. */
  readonly reads?: SharedReads | undefined
}

/** What all requests share. */
export interface Running {
  readonly handlers: Readonly<Record<string, AnyHandler>>
  readonly validatorOf: (schema: TSchema) => Validator
}

/** What fields of one request ask for is gathered until nothing else is to be done, and read together. */
export interface Loading {
  /** An object that another one names; null where it is not there. */
  object(readable: Readable, id: string, asking: Asking): Promise<unknown>
  /** A page of what belongs to an object. */
  belonging(belonging: Belonging, id: string, args: Args, asking: Asking): Promise<unknown>
}
