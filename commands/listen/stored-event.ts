import { Failure } from '../../src/failure/failure.ts'
import type { Context } from '../kernel/context.ts'
import type { ArrivedEvent } from './arrivals.ts'
import type { EventSource } from './choose-source.ts'

/** One event of a source by its id, whosever it is, as its stored bytes. Throws a failure if it is not there. */
export async function storedEvent(
  source: EventSource,
  eventId: string,
  { signal }: Context,
): Promise<ArrivedEvent> {
  for await (const arrival of source.arrivals({
    beginning: { from: eventId },
    patterns: undefined,
    signal,
  })) {
    if (arrival.kind === 'event') return arrival
  }
  throw new Failure('interrupted', 'interrupted', 'Interrupted')
}
