import { type Emission, type Emits, emissionsOf, type Step } from '../../../src/contract/examples.ts'
import type { DataSetName } from '../../../src/control/data-sets.ts'
import type { Context } from '../../rules/context/context.ts'

/** How a job comes to be done: what is asked for, and how far the clock moves then. */
export interface JobExample {
  /** The data set to begin with; `default` by default. */
  readonly dataSet?: DataSetName
  readonly after?: readonly Step[]
  /** Such as `90s` or `1d12h`. */
  readonly advance: string
}

/** A kind of job: what the clock does when one is due, and which events that emits. */
export interface JobKind {
  /** An operation on an object, with the data that was scheduled. */
  readonly run: (ctx: Context, objectId: string, data: Readonly<Record<string, unknown>>) => Promise<void>
  readonly examples: readonly [JobExample, ...JobExample[]]
  /** In this order; none where a job tells nobody of what it does. */
  readonly emits: readonly Emission<JobExample>[]
}

/** Declares a kind of job. `emits` is written as operations write theirs. */
export function defineJob(declared: Omit<JobKind, 'emits'> & { readonly emits: Emits<JobExample> }): JobKind {
  return { ...declared, emits: emissionsOf(declared.emits, declared.examples) }
}
