import { declared } from './declared.ts'
import type { Operation } from './operation.ts'

/** Every declared operation by its id. */
export type Operations = typeof declared

export type OperationId = keyof Operations & string

/** The operations of the API, in the order of the inventory: the order in which help and documents show them. */
export const operations: readonly Operation[] = Object.values(declared)
