import type { Static, TSchema } from 'typebox'
import type { EventType, events } from '../../src/contract/event-types.ts'

export type { EventType }

type Events = typeof events

/** What stands beside the object; nothing, where the declaration names no member. */
type Siblings<Declared> = string extends keyof Declared
  ? unknown
  : { readonly [Name in keyof Declared]: Static<Extract<Declared[Name], TSchema>> }

/** An event of one type, or of any: the envelope as it is signed and delivered. */
export type SandboxEvent<Type extends EventType = EventType> = {
  [One in Type]: {
    readonly id: string
    readonly type: One
    /** When it happened, on the clock of the sandbox. */
    readonly created_at: string
    readonly tenant_id: string
    /** The request that caused it; null when the clock did. */
    readonly request_id: string | null
    readonly data: { readonly object: Static<Events[One]['object']> } & Siblings<Events[One]['siblings']>
  }
}[Type]
