import type { Static } from 'typebox'
import type { Event } from '../../src/contract/objects/event.ts'
import type { EventRow } from '../store/schema.ts'
import { fromStoredText } from '../store/stored-text.ts'

export type EventObject = Static<typeof Event>

/** The event as the API answers it: what the stored bytes say, and where it is answered alone, those bytes. */
export function eventObject({ payload }: EventRow): EventObject {
  return fromStoredText<EventObject>(payload)
}
