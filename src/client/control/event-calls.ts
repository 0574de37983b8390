import type { EventList, EventQuery, LoggedRequests, RequestQuery } from '../../control/sandbox-control.ts'
import type { Ask } from './ask.ts'

/** What happened in a sandbox: its events, and the requests that it answered. */
export interface EventCalls {
  /** In commit order; with `wait_ms` the answer comes as soon as there is one that matches. */
  events(query?: EventQuery, signal?: AbortSignal): Promise<EventList>
  /** The newest that match, oldest first; with `wait_ms` as above. */
  requests(query: RequestQuery, signal?: AbortSignal): Promise<LoggedRequests>
}

/** How much longer than the sandbox itself waits. */
const graceMs = 10_000

/** The calls about events and requests. */
export function eventCalls(ask: Ask): EventCalls {
  const waiting = (query: { readonly wait_ms?: number | undefined }, signal: AbortSignal | undefined) => ({
    query: { ...query },
    timeoutMs: (query.wait_ms ?? 0) + graceMs,
    ...(signal !== undefined && { signal }),
  })
  return {
    events: (query = {}, signal) => ask('GET', 'events', ['data'], waiting(query, signal)),
    requests: (query, signal) => ask('GET', 'requests', ['data'], waiting(query, signal)),
  }
}
