import type { MessageList, MessageQuery, MessageView } from '../../control/message-control.ts'
import type { Ask } from './ask.ts'

/** What customers would have been told. */
export interface MessageCalls {
  /** In the order in which they were written; with `wait_ms` the answer comes as soon as there is one that matches. */
  messages(query?: MessageQuery): Promise<MessageList>
  message(id: string): Promise<MessageView>
}

/** How much longer than the sandbox itself waits. */
const graceMs = 10_000

/** The calls about the outbox. */
export function messageCalls(ask: Ask): MessageCalls {
  return {
    messages: (query = {}) =>
      ask('GET', 'messages', ['data'], { query: { ...query }, timeoutMs: (query.wait_ms ?? 0) + graceMs }),
    message: id => ask('GET', `messages/${encodeURIComponent(id)}`, ['id', 'text', 'html']),
  }
}
