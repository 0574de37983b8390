/** A message to a customer, in the outbox that nothing ever leaves. It is rendered when it is read. */
export interface MessageTable {
  tenant_id: string
  id: string
  /** Number of the event that it tells of: messages are listed in this order. */
  seq: number
  event_id: string
  created_at: string
  kind: string
  customer_id: string
  /** The booking, or the waitlist entry. */
  object_id: string
  /** email, or sms. */
  sent_by: string
  recipient: string
  locale: string
  timezone: string
  /** JSON: what the message tells, as it was then. */
  facts: string
}
