import { createTurns } from '../../../src/time/turns.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { type LaneName, readyDeliveries, type SentDelivery } from '../../store/deliveries.ts'
import { type Endpoint, endpointRevision, findEndpoint } from '../../store/webhooks.ts'
import type { AttemptRecorder, Recorded } from './attempt-recorder.ts'
import { Knocks } from './knocks.ts'
import { type MadeAttempt, unsent } from './make-attempt.ts'
import { isSuccess } from './record-attempt.ts'
import { Waiters } from './waiters.ts'

/** What a lane needs of those who serve all of them. */
export interface LaneParts {
  readonly sandbox: Sandbox
  readonly recorder: AttemptRecorder
  readonly attempt: (delivery: SentDelivery, endpoint: Endpoint) => Promise<MadeAttempt>
  /** How many transactions committed so far that may have changed an endpoint. */
  readonly commits: () => number
  /** No further attempt may begin. */
  readonly isStopped: () => boolean
  /** Running attempts were broken off: how they end means nothing. */
  readonly isBrokenOff: () => boolean
  readonly reportBug: (error: unknown) => void
  /** Told when the lane has ended: idle, or because it cannot go on at present. */
  readonly onEnd: (how: 'idle' | 'stuck') => void
}

/** As many attempts are read at once: a backlog of any length takes no more memory. */
const batch = 50

/** What was read is not relied on for longer, so that a test event does not wait behind a slow receiver's backlog. */
const longestBatchMs = 100

/** What a lane has read: its endpoint, the attempts that may be made now, and how old that is. */
interface Work {
  readonly endpoint: Endpoint | undefined
  readonly due: readonly SentDelivery[]
  readonly seenCommits: number
  readonly readAtMs: number
}

/**
 * Serves one endpoint: one attempt at a time, in the order of events, so that it holds up no other. It ends by itself
 * when there is nothing to do.
 */
export class Lane {
  readonly #name: LaneName
  readonly #parts: LaneParts
  readonly #waiters = new Waiters()
  readonly #knocks = new Knocks()
  /** Attempts that were made, and still stand in the database as if they were not. */
  readonly #unwritten = new Set<string>()
  readonly #turns = createTurns()
  /** Nothing can be written down, or something else went wrong that the next attempt would meet too. */
  #isStuck = false

  /** Starts to serve. */
  constructor(name: LaneName, parts: LaneParts) {
    this.#name = name
    this.#parts = parts
    this.#serve().catch((error: unknown) => {
      parts.reportBug(error)
      this.#isStuck = true
      this.#end()
    })
  }

  /** Tells that something may have become ready. */
  knock(): void {
    this.#knocks.knock()
  }

  /** Settles once no attempt to send an event up to this number may be made now. */
  passed(eventNumber: number): Promise<void> {
    return this.#waiters.passed(eventNumber)
  }

  async #serve(): Promise<void> {
    const { recorder } = this.#parts
    while (this.#mayGoOn()) {
      if (!this.#waiters.isEmpty) await recorder.flushed()
      this.#knocks.hear()
      const work = await this.#readWork()
      if (this.#unwritten.size === 0)
        this.#waiters.reached(work.due[0]?.event_seq ?? Number.POSITIVE_INFINITY)
      if (work.endpoint !== undefined && work.due.length > 0) {
        const isDone = await this.#send(work.endpoint, work)
        if (!isDone || work.due.length === batch) continue
      }
      if (!this.#knocks.isKnocked) await Promise.race([recorder.flushed(), this.#knocks.next])
      if (!this.#knocks.isKnocked && this.#unwritten.size === 0) return this.#end()
    }
    await recorder.flushed()
    this.#end()
  }

  #mayGoOn(): boolean {
    return !this.#parts.isStopped() && !this.#isStuck
  }

  /** At once, and not after another turn: whoever knocks from now on must find that nobody is here. */
  #end(): void {
    this.#parts.onEnd(this.#isStuck ? 'stuck' : 'idle')
    this.#waiters.reached(Number.POSITIVE_INFINITY)
  }

  async #readWork(): Promise<Work> {
    const { tenant_id, webhook_id } = this.#name
    const seenCommits = this.#parts.commits()
    // Taken before the read: what is written down meanwhile may be found as it was before.
    const made = new Set(this.#unwritten)
    const read = await this.#parts.sandbox.store.read(async trx => ({
      endpoint: await findEndpoint(trx, tenant_id, webhook_id),
      due: (await readyDeliveries(trx, this.#name, batch + made.size))
        .filter(({ id }) => !made.has(id))
        .slice(0, batch),
    }))
    return { ...read, seenCommits, readAtMs: performance.now() }
  }

  /** Makes the attempts of a piece of work. False when that may be out of date before all were made. */
  async #send(endpoint: Endpoint, { due, seenCommits, readAtMs }: Work): Promise<boolean> {
    let seen = seenCommits
    for (const delivery of due) {
      // Attempts that fail before anything is sent wait for nothing but the database.
      if (this.#turns.isOver) await this.#turns.pass()
      if (!this.#mayGoOn()) return false
      if (seen !== this.#parts.commits()) {
        seen = this.#parts.commits()
        if (await this.#isChanged(endpoint)) return false
      }
      const made = await this.#tried(delivery, endpoint)
      if (this.#parts.isBrokenOff()) return false
      // Nothing follows from a success, so that the next attempt need not wait until it is written.
      if (isSuccess(made)) void this.#write(made, 'soon')
      else if ((await this.#write(made, 'at once')) !== 'goes on') return false
      if (performance.now() - readAtMs > longestBatchMs) return false
    }
    return true
  }

  async #isChanged({ revision }: Endpoint): Promise<boolean> {
    const { tenant_id, webhook_id } = this.#name
    const { store } = this.#parts.sandbox
    return (await store.read(trx => endpointRevision(trx, tenant_id, webhook_id))) !== revision
  }

  async #tried(delivery: SentDelivery, endpoint: Endpoint): Promise<MadeAttempt> {
    try {
      return await this.#parts.attempt(delivery, endpoint)
    } catch (error) {
      // A bug of ours must not be met again and again by the same attempt.
      this.#parts.reportBug(error)
      const reason = `the sandbox could not send it: ${error instanceof Error ? error.message : String(error)}`
      return unsent(delivery, endpoint.url, this.#parts.sandbox.clock.now(), reason)
    }
  }

  async #write(made: MadeAttempt, urgency: 'at once' | 'soon'): Promise<Recorded> {
    this.#unwritten.add(made.delivery.id)
    const recorded = await this.#parts.recorder.add(made, urgency)
    this.#unwritten.delete(made.delivery.id)
    if (recorded === 'not written') this.#isStuck = true
    return recorded
  }
}
