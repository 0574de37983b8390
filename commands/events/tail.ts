import { asFailure } from '../../src/failure/as-failure.ts'
import { failureJson } from '../../src/output/failure-text.ts'
import { choosesEvent } from '../../src/webhooks/event-patterns.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../kernel/command.ts'
import { type Context, stopReasonOf } from '../kernel/context.ts'
import { patternsOf } from '../kernel/event-patterns.ts'
import { StreamedFailure } from '../kernel/streamed-failure.ts'
import type { Arrival, ArrivedEvent } from '../listen/arrivals.ts'
import { beginningOf } from '../listen/beginning.ts'
import { chooseSource, sourceFlags } from '../listen/choose-source.ts'
import { eventLine } from '../listen/forward-line.ts'
import { listenFlags } from '../listen/listen-flags.ts'
import { connectionNote } from '../listen/notes.ts'

const flags = {
  events: listenFlags.events,
  'replay-since': listenFlags['replay-since'],
  'exit-after': listenFlags['exit-after'],
  ...sourceFlags,
} as const satisfies FlagSpecs

interface Tail {
  readonly arrivals: AsyncIterable<Arrival>
  readonly isWanted: (event: ArrivedEvent) => boolean
  readonly limit: number
}

/** `ideadunes events tail`: shows events as they happen. */
export const tailEvents = defineCommand({
  id: 'events:tail',
  summary: 'Show events as they happen',
  args: [],
  flags,
  texts: () => ({
    description:
      'One line per event: time (UTC), type, object, tenant, id; tab-separated when piped. With --json each line is ' +
      'an event as it is stored. Goes on until Ctrl-C, also through a restart of the sandbox.',
    examples: [
      { title: 'Watch bookings', command: "events tail --events 'booking.*'" },
      { title: 'What happened in the last hour, and from now on', command: 'events tail --replay-since 1h' },
      {
        title: 'Wait for one event in a script',
        command: 'events tail --events booking.confirmed --exit-after 1 --json',
      },
    ],
  }),
  async run({ flags: given }: CommandInput<typeof flags>, context): Promise<Tail> {
    const knownTypes = Object.keys(context.contract.eventSamples())
    const patterns = given.events === undefined ? undefined : patternsOf(given.events, '--events', knownTypes)
    const beginning = beginningOf(given['replay-since'])
    const source = await chooseSource(given, context)
    return {
      arrivals: source.arrivals({ beginning, patterns, signal: context.signal }),
      isWanted: ({ type }) => patterns === undefined || choosesEvent(patterns, type),
      limit: given['exit-after'] ?? Number.POSITIVE_INFINITY,
    }
  },
  async render(tail, _, context) {
    const { stdout } = context.terminal
    await follow(tail, event => stdout.write(eventLine(event, stdout)), context)
  },
  async renderJson(tail, context) {
    const { stdout } = context.terminal
    try {
      await follow(tail, event => stdout.write(`${oneLineOf(event)}\n`), context)
    } catch (thrown) {
      if (stopReasonOf(context) !== undefined) throw thrown
      const failure = asFailure(thrown)
      await stdout.write(`${JSON.stringify({ error: failureJson(failure) })}\n`)
      throw new StreamedFailure(failure)
    }
  },
})

async function follow(
  { arrivals, isWanted, limit }: Tail,
  show: (event: ArrivedEvent) => Promise<void>,
  { terminal, signal }: Context,
): Promise<void> {
  let shown = 0
  try {
    for await (const arrival of arrivals) {
      if (arrival.kind !== 'event') await terminal.stderr.write(connectionNote(arrival) ?? '')
      else if (isWanted(arrival)) {
        await show(arrival)
        shown += 1
      }
      if (shown >= limit || signal.aborted) return
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown
  }
}

/** The stored bytes, unless they are several lines: each line is a document. */
function oneLineOf({ body }: ArrivedEvent): string {
  return body.includes('\n') ? JSON.stringify(JSON.parse(body)) : body
}
