import type { ErrorCode } from './errors/errors.ts'
import type { EventType } from './event-types.ts'

/**
 * In a request, in place of an id: that of the object of this kind which the steps before made last, such as
 * `pay_made_before`.
 */
export const madeBeforeSuffix = '_made_before'

/** What a request of an operation carries. */
export interface ExampleRequest {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | boolean>>
  readonly body?: unknown
}

/** A request to an operation, valid against the default data set. */
export interface RequestExample extends ExampleRequest {
  readonly title: string
}

/** A request that goes before an example. It succeeds, unless it is said how it is refused. */
interface RequestStep extends ExampleRequest {
  readonly operation: string
  /** The tenant that it names; that of the key by default. */
  readonly tenant?: string
  readonly refused?: ErrorCode
}

/** Something that goes before an example: a request, or a move of the clock by `90s`, `1d12h` and so on. */
export type Step = RequestStep | { readonly advance: string }

/** A request on the default data set, with what must go before it. */
export interface StagedExample extends ExampleRequest {
  /** Sent with a publishable key, and with the client secret of the object in the path where that is needed. */
  readonly key?: 'publishable'
  readonly after?: readonly Step[]
}

/** How one row more comes into a list; `index` counts from 0, so that each can differ from those before. */
export type Fill = (index: number) => Step | readonly Step[]

/** An event and what causes it. */
export interface Emission<Example> {
  readonly type: EventType
  readonly example: Example
}

/**
 * The events that something emits, in the order in which it emits them. A plain type is caused by the first of its
 * examples; where another one does it, that one is named by its index, or written out.
 */
export type Emits<Example> = readonly (EventType | Emission<Example | number>)[]

/** The same with every example in its place. Throws for an index behind the last example. */
export function emissionsOf<Example>(
  emits: Emits<Example>,
  examples: readonly Example[],
): readonly Emission<Example>[] {
  return emits.map(emission => {
    const { type, example } = typeof emission === 'string' ? { type: emission, example: 0 } : emission
    if (typeof example !== 'number') return { type, example }
    const named = examples[example]
    if (named === undefined) throw new Error(`${type} names example ${example}, and there is none.`)
    return { type, example: named }
  })
}
