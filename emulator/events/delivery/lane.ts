import { createTurns } from '../../../src/time/turns.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import type { LaneName, SentDelivery } from '../../store/deliveries.ts'
import { type Claim, claimDeliveries, letGo } from '../../store/delivery-claims.ts'
import { fromStored, toStored } from '../../store/instants.ts'
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
  /** How long others leave to this process what it claims, in milliseconds of real time. */
  readonly leaseMs: number
  readonly reportBug: (error: unknown) => void
  /** Told when the lane has ended: idle, or because it cannot go on at present. */
  readonly onEnd: (how: 'idle' | 'stuck') => void
}

/** As many attempts are read at once: a backlog of any length takes no more memory. */
const batch = 50

/** What was read is not relied on for longer, so that a test event does not wait behind a slow receiver's backlog. */
const longestBatchMs = 100

/** While another process serves the endpoint, its attempts are looked at as often: it may die, and tells nobody. */
const lookAgainMs = 250

/** What a lane has claimed: its endpoint, the attempts that may be made now, and how old that is. */
interface Work extends Claim {
  readonly endpoint: Endpoint | undefined
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
  /** The end of its newest lease: by this it is known again when it goes on. */
  #heldUntil: string | undefined
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
      const work = await this.#claimWork()
      const { endpoint, deliveries, firstWaiting } = work
      if (this.#unwritten.size === 0) this.#waiters.reached(firstWaiting ?? Number.POSITIVE_INFINITY)
      if (endpoint !== undefined && deliveries.length > 0) {
        const isDone = await this.#send(endpoint, work)
        if (!isDone || deliveries.length === batch) continue
      } else if (deliveries.length === 0 && firstWaiting !== null) {
        await this.#waitForOthers()
        continue
      }
      if (!this.#knocks.isKnocked) await Promise.race([recorder.flushed(), this.#knocks.next])
      if (!this.#knocks.isKnocked && this.#unwritten.size === 0) return this.#end()
    }
    await recorder.flushed()
    // What could not be written down was sent: others shall not send it at once.
    if (this.#heldUntil !== undefined && !this.#isStuck) await this.#letGo(this.#heldUntil)
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

  async #claimWork(): Promise<Work> {
    const { tenant_id, webhook_id } = this.#name
    const { leaseMs, sandbox } = this.#parts
    const seenCommits = this.#parts.commits()
    const nowMs = Date.now()
    const lease = {
      now: toStored(nowMs),
      leaseUntil: toStored(nowMs + leaseMs),
      heldUntil: this.#heldUntil,
      // As it is before the claim: what is written down meanwhile may be found as it was before.
      made: new Set(this.#unwritten),
    }
    const claimed = await sandbox.store.claim(async trx => ({
      endpoint: await findEndpoint(trx, tenant_id, webhook_id),
      ...(await claimDeliveries(trx, this.#name, batch, lease)),
    }))
    this.#heldUntil = claimed.until ?? this.#heldUntil
    return { ...claimed, seenCommits, readAtMs: performance.now() }
  }

  /** Whether there is time for another attempt before the lease ends; an attempt takes less than half of it. */
  #isHeld({ until }: Work): boolean {
    return until === null || Date.now() <= fromStored(until) - this.#parts.leaseMs / 2
  }

  async #letGo(until: string): Promise<void> {
    await this.#parts.sandbox.store.write(trx => letGo(trx, this.#name, until))
  }

  async #waitForOthers(): Promise<void> {
    if (this.#knocks.isKnocked) return
    let timer: NodeJS.Timeout | undefined
    const pause = new Promise<void>(settle => {
      timer = setTimeout(settle, lookAgainMs)
    })
    await Promise.race([pause, this.#knocks.next])
    clearTimeout(timer)
  }

  /** Makes the attempts of a piece of work. False when that may be out of date before all were made. */
  async #send(endpoint: Endpoint, work: Work): Promise<boolean> {
    let seen = work.seenCommits
    for (const delivery of work.deliveries) {
      // Attempts that fail before anything is sent wait for nothing but the database.
      if (this.#turns.isOver) await this.#turns.pass()
      if (!this.#mayGoOn()) return false
      if (seen !== this.#parts.commits()) {
        seen = this.#parts.commits()
        if (await this.#isChanged(endpoint)) return false
      }
      if (!this.#isHeld(work)) return false
      const made = await this.#tried(delivery, endpoint)
      if (this.#parts.isBrokenOff()) return false
      // Nothing follows from a success, so that the next attempt need not wait until it is written.
      if (isSuccess(made)) void this.#write(made, 'soon')
      else if ((await this.#write(made, 'at once')) !== 'goes on') return false
      if (performance.now() - work.readAtMs > longestBatchMs) return false
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
