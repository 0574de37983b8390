import { choosesEvent } from '../../src/webhooks/event-patterns.ts'
import type { Arrival, ArrivedEvent } from './arrivals.ts'
import { type Forward, isTaken } from './forward.ts'
import { createLane } from './lane.ts'
import { isFor, type Target } from './targets.ts'

export interface SessionParts {
  readonly targets: readonly Target[]
  /** Patterns of types that are forwarded at all. */
  readonly patterns: readonly string[] | undefined
  readonly arrivals: (signal: AbortSignal) => AsyncIterable<Arrival>
  readonly forward: (event: ArrivedEvent, url: string) => Promise<Pick<Forward, 'headers' | 'outcome'>>
  /** Ends after so many events. */
  readonly limit: number | undefined
  /** Ends as soon as may be; what is being sent has a second. */
  readonly signal: AbortSignal
  readonly onForward: (forward: Forward) => Promise<void>
  readonly onConnection: (arrival: Exclude<Arrival, ArrivedEvent>) => Promise<void>
  /** Told of an event that a target will not get, because too many wait for it. */
  readonly onOverflow: (event: ArrivedEvent, target: Target) => Promise<void>
}

export interface SessionEnd {
  /** How many forwards were not taken. */
  readonly failed: number
  /** The first event that came and was not forwarded everywhere, because somebody ended the session. */
  readonly firstLeft: ArrivedEvent | undefined
  /** How many forwards were left. */
  readonly left: number
}

interface Item {
  readonly event: ArrivedEvent
  readonly attempt: number
  /** Counts what came. */
  readonly order: number
}

/** What runs: it can be paused, and asked to send something again. */
export interface Session {
  retry(forward: Forward): void
  /** How many forwards wait. */
  pause(paused: boolean): number
  run(): Promise<SessionEnd>
}

const graceMs = 1_000

/** Forwards events as they come: to each target in their order, one at a time, whatever the other targets do. */
export function createSession(parts: SessionParts): Session {
  const { targets, patterns, signal } = parts
  let failed = 0
  let order = 0
  let isOver = false
  const lanes = targets.map(target =>
    createLane<Item>(async ({ event, attempt }) => {
      const { headers, outcome } = await parts.forward(event, target.url)
      // Broken off with the session, which names it as left.
      if (isOver) return
      if (!isTaken(outcome)) failed += 1
      await parts.onForward({ event, target, attempt, headers, outcome })
    }),
  )
  const idle = () => Promise.all(lanes.map(lane => lane.idle()))

  async function take(event: ArrivedEvent): Promise<boolean> {
    const chosen = patterns === undefined || choosesEvent(patterns, event.type)
    const wanted = targets.map(target => chosen && isFor(target, event.type))
    order += 1
    for (const [at, target] of targets.entries()) {
      if (!wanted[at] || lanes[at]?.add({ event, attempt: 1, order }) !== false) continue
      await parts.onOverflow(event, target)
    }
    return wanted.includes(true)
  }

  async function takeAll(): Promise<void> {
    let taken = 0
    for await (const arrival of parts.arrivals(signal)) {
      if (arrival.kind !== 'event') await parts.onConnection(arrival)
      else if (await take(arrival)) taken += 1
      if (taken === parts.limit || signal.aborted) return
    }
  }

  async function leave(): Promise<SessionEnd> {
    const dropped = lanes.flatMap(lane => lane.drop())
    await within(idle(), graceMs)
    isOver = true
    const left = [...dropped, ...lanes.flatMap(({ inWork }) => inWork ?? [])]
    const [first] = left.toSorted((one, other) => one.order - other.order)
    return { failed, firstLeft: first?.event, left: left.length }
  }

  return {
    retry({ event, target, attempt }) {
      lanes[targets.indexOf(target)]?.addFirst({ event, attempt: attempt + 1, order })
    },
    pause(paused) {
      for (const lane of lanes) lane.pause(paused)
      return lanes.reduce((sum, lane) => sum + lane.waiting, 0)
    },
    async run() {
      try {
        await takeAll()
      } catch (error) {
        if (!signal.aborted) {
          await Promise.race([idle(), abortOf(signal)])
          throw error
        }
      }
      await Promise.race([idle(), abortOf(signal)])
      return await leave()
    },
  }
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise(settle => {
    if (signal.aborted) settle()
    signal.addEventListener('abort', () => settle(), { once: true })
  })
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>(settle => {
    timer = setTimeout(settle, ms)
  })
  await Promise.race([work, limit])
  clearTimeout(timer)
}
