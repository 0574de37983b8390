import { Failure } from '../../src/failure/failure.ts'

/** An event as it came. */
export interface ArrivedEvent {
  readonly kind: 'event'
  readonly id: string
  readonly type: string
  readonly createdAt: string
  readonly tenantId: string
  readonly objectId: string
  /** The stored bytes: what is signed and sent. */
  readonly body: string
  /** Whether somebody asked to send it once more. */
  readonly isResent: boolean
}

/** What a source of events tells, in its order. */
export type Arrival =
  | ArrivedEvent
  | {
      readonly kind: 'connected'
      /** What is listened to, for people: a sandbox and its tenants, or a tenant. */
      readonly to: string
      /** Whether it is not the first time. */
      readonly again: boolean
      /** True when the last event that was seen is not there any more. */
      readonly isLost: boolean
      /** How many events come at once, because they happened before; undefined where that is not known. */
      readonly waiting: number | undefined
      /** The event behind which it goes on, where an earlier run ended. */
      readonly resumesAfter?: string
    }
  | { readonly kind: 'lost'; readonly why: string }
  /** All data is other data; what happens from now on comes. */
  | { readonly kind: 'replaced' }

/** Reads the stored bytes of an event. Throws a failure for what is none. */
export function arrivedEvent(body: string, isResent = false): ArrivedEvent {
  const { id, type, created_at, tenant_id, data } = parsed(body)
  if (typeof id !== 'string' || typeof type !== 'string') throw noEvent()
  const { object } = (data ?? {}) as { object?: { id?: unknown } | null }
  return {
    kind: 'event',
    id,
    type,
    createdAt: wordOf(created_at),
    tenantId: wordOf(tenant_id),
    objectId: wordOf(object?.id),
    body,
    isResent,
  }
}

/** A member as it is shown. Only what can be said in a word is: lists in lists without end cannot. */
export function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Said below.
  }
  throw noEvent()
}

function noEvent(): Failure {
  return new Failure('api', 'unexpected_answer', 'What came is no event of this API')
}
