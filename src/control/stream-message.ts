/** One message of an event stream (text/event-stream). Without a name it is a plain `message`. */
export interface StreamMessage {
  readonly event: string
  /** Where a reader goes on; undefined for messages that move nothing. */
  readonly id: string | undefined
  readonly data: string
}

/** A line that readers pass over; it shows that the sender lives. */
export const heartbeatText = ': heartbeat\n\n'

/** A message as it is sent. Line feeds of its data survive: each line becomes one of the message. */
export function messageText({ event, id, data }: Partial<StreamMessage> & { data: string }): string {
  return [
    event === undefined || event === 'message' ? '' : `event: ${event}\n`,
    id === undefined ? '' : `id: ${id}\n`,
    ...data.split('\n').map(line => `data: ${line}\n`),
    '\n',
  ].join('')
}

/**
 * Reads messages from text that comes in pieces. Lines end with a line feed: a carriage return, which the standard
 * takes for an end as well, belongs to the data, which must arrive as it was stored.
 */
export function createMessageReader(): (piece: string) => readonly StreamMessage[] {
  let rest = ''
  let open = emptyMessage()
  return piece => {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    const messages: StreamMessage[] = []
    for (const line of lines) {
      if (line !== '') takeLine(open, line)
      else {
        if (open.data.length > 0) messages.push({ ...open, data: open.data.join('\n') })
        open = emptyMessage()
      }
    }
    return messages
  }
}

interface OpenMessage {
  event: string
  id: string | undefined
  readonly data: string[]
}

function emptyMessage(): OpenMessage {
  return { event: 'message', id: undefined, data: [] }
}

function takeLine(open: OpenMessage, line: string): void {
  const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
  if (name === 'data') open.data.push(value)
  else if (name === 'event') open.event = value
  else if (name === 'id') open.id = value
}
