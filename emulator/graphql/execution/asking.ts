import type { TSchema } from 'typebox'
import type { Caller } from '../../pipeline/authenticate.ts'
import type { AnyHandler } from '../../rules/context/context.ts'
import type { Validator } from '../../validation/validation.ts'
import type { Loading } from './loading.ts'

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
}

/** What all requests share. */
export interface Running {
  readonly handlers: Readonly<Record<string, AnyHandler>>
  readonly validatorOf: (schema: TSchema) => Validator
}
