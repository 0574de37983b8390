import type { EventResent, ListenSecret, ResendRequest } from '../../control/sandbox-control.ts'
import type { StreamMessage } from '../../control/stream-message.ts'
import { messages } from '../messages.ts'
import type { Ask, ToRequest } from './ask.ts'

/** Which events are streamed, and where the stream begins: now, unless one of the four says otherwise. */
export interface EventStreamQuery {
  /** The event that was seen last, or `start`. */
  readonly after?: string | undefined
  /** The event to begin with. */
  readonly from?: string | undefined
  /** The time of the sandbox to begin at. */
  readonly since?: string | undefined
  readonly since_seconds?: number | undefined
  /** Patterns of types, comma-separated. */
  readonly type?: string | undefined
  readonly tenant?: string | undefined
}

/** The calls about the live stream of events. */
export interface StreamCalls {
  listenSecret(): Promise<ListenSecret>
  /** Ends when the sandbox does, and throws when it shows no sign of life for `silenceMs`. */
  streamEvents(query: EventStreamQuery, silenceMs: number): AsyncGenerator<StreamMessage>
  resendEvent(eventId: string, wish: ResendRequest): Promise<EventResent>
}

/** Makes them, given how requests are sent, and how they look. */
export function streamCalls(ask: Ask, request: ToRequest): StreamCalls {
  return {
    listenSecret: () => ask('GET', 'listen-secret', ['secret']),
    streamEvents: (query, silenceMs) =>
      messages(request('GET', 'events/stream', { query: { ...query } }), silenceMs),
    resendEvent: (eventId, body) =>
      ask('POST', `events/${encodeURIComponent(eventId)}/resend`, ['event_id'], { body }),
  }
}
