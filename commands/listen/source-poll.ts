import type { EventsApi } from '../../src/client/events-api.ts'
import { Failure } from '../../src/failure/failure.ts'
import { choosesEvent } from '../../src/webhooks/event-patterns.ts'
import { type Arrival, type ArrivedEvent, arrivedEvent } from './arrivals.ts'
import type { Beginning } from './beginning.ts'
import type { ListeningPlace } from './listening-place.ts'
import { mayPass, reconnectWaitMs } from './reconnect.ts'

export interface PollSourceOptions {
  readonly api: EventsApi
  /** What is listened to, for people. */
  readonly name: string
  readonly beginning: Beginning
  readonly patterns?: readonly string[] | undefined
  /** Where the run before ended, and this one will. */
  readonly place?: ListeningPlace | undefined
  readonly now: () => Date
  readonly sleep: (ms: number) => Promise<void>
  readonly signal: AbortSignal
}

const intervalMs = 1_500

/**
 * Events of the live API or of a hosted sandbox, which have no stream: asked for again and again, each fetched by
 * itself, because its own answer is the stored bytes. When nobody answers it goes on asking, after the last event
 * that came. Throws what goes wrong at first, and what will not pass.
 */
export async function* polledArrivals(options: PollSourceOptions): AsyncGenerator<Arrival> {
  const { api, name, beginning, sleep, signal, patterns } = options
  const { from } = beginning
  const first = from === undefined ? undefined : arrivedEvent(await api.text(from))
  const resumesAfter = Object.keys(beginning).length === 0 ? options.place?.last() : undefined
  let place = from ?? resumesAfter ?? (await placeOf(options))
  const isLost = false
  const resumed = resumesAfter === undefined ? {} : { resumesAfter }
  yield { kind: 'connected', to: name, again: false, isLost, waiting: undefined, ...resumed }
  if (first !== undefined) yield first
  let tries = 0
  const wanted = (type: string) => patterns === undefined || choosesEvent(patterns, type)
  const fetched = async (id: string): Promise<ArrivedEvent> => arrivedEvent(await api.text(id))
  try {
    yield* follow()
  } finally {
    // Also of the event after which nobody wanted more.
    if (place !== null) options.place?.keep(place)
    options.place?.flush()
  }

  async function* follow(): AsyncGenerator<Arrival> {
    while (!signal.aborted) {
      try {
        const news = await api.after(place)
        if (tries > 0) {
          yield { kind: 'connected', to: name, again: true, isLost: false, waiting: news.length }
          tries = 0
        }
        for (const { id, type } of news) {
          const event = wanted(type) ? await fetched(id) : undefined
          place = id
          if (event !== undefined) yield event
          options.place?.keep(id)
        }
        if (news.length === 0) await sleep(intervalMs)
      } catch (error) {
        if (signal.aborted) return
        if (isUnknownPlace(error)) {
          place = await api.newest()
          yield { kind: 'replaced' }
          continue
        }
        if (!mayPass(error)) throw error
        if (tries === 0) yield { kind: 'lost', why: error.message }
        await sleep(reconnectWaitMs(tries))
        tries += 1
      }
    }
  }
}

/** The event behind which to begin; null: before all of them, for there is none yet. */
async function placeOf({ api, beginning, now }: PollSourceOptions): Promise<string | null> {
  const { since, since_seconds } = beginning
  if (since !== undefined) return await api.newestBefore(Date.parse(since))
  if (since_seconds !== undefined) return await api.newestBefore(now().getTime() - since_seconds * 1_000)
  return await api.newest()
}

/** The log is another one: a hosted sandbox was reset. */
function isUnknownPlace(error: unknown): boolean {
  if (!(error instanceof Failure) || error.code !== 'validation_failed') return false
  const { fields } = (error.details ?? {}) as { fields?: readonly { path?: unknown }[] }
  return fields?.some(({ path }) => path === '/after') === true
}
