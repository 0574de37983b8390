/** What a message in the local outbox is about. */
export const messageKinds = ['confirmation', 'change', 'reminder', 'cancellation', 'offer'] as const

export type MessageKind = (typeof messageKinds)[number]

/** A message that a customer would have got. Nothing is ever sent: it stays in the sandbox, to be read. */
export interface MessageView {
  readonly id: string
  readonly tenant_id: string
  readonly kind: MessageKind
  readonly created_at: string
  /** The event that it tells of. */
  readonly event_id: string
  readonly customer_id: string
  readonly booking_id: string | null
  readonly waitlist_entry_id: string | null
  /** How it would be sent: by e-mail, or where the customer has no address, by text message. */
  readonly channel: 'email' | 'sms'
  /** E-mail address or phone number. */
  readonly to: string
  /** Language and zone in which it is written. */
  readonly locale: string
  readonly timezone: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The calendar file that goes with it; null where there is none. */
  readonly ics: string | null
}

/** `GET /_sandbox/messages`: in the order in which they were written. */
export interface MessageList {
  readonly data: readonly MessageView[]
  readonly has_more: boolean
}

/** Which messages; left out, the first hundred. */
export interface MessageQuery {
  /** Only what was written after this message. */
  readonly after?: string | undefined
  /** One or several, comma-separated. */
  readonly kind?: string | undefined
  readonly customer?: string | undefined
  readonly booking?: string | undefined
  readonly tenant?: string | undefined
  readonly limit?: number | undefined
  /** How long the answer may wait for a message that matches, in real time. */
  readonly wait_ms?: number | undefined
}
