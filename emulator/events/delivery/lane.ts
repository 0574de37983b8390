import type { Sandbox } from '../../sandbox/sandbox.ts'
import { type LaneName, readyDeliveries, type SentDelivery } from '../../store/deliveries.ts'
import { type Endpoint, endpointRevision, findEndpoint } from '../../store/webhooks.ts'
import type { AttemptRecorder, Recorded } from './attempt-recorder.ts'
import { type MadeAttempt, unsent } from './make-attempt.ts'
import { isSuccess } from './record-attempt.ts'

/** Serves one endpoint: one attempt at a time, in the order of events, so that it holds up no other. */
export interface Lane {
  /** Tells that something may have become ready. */
  knock(): void
  /** Settles once no attempt to send an event up to this number may be made now. */
  passed(eventNumber: number): Promise<void>
}

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

/** Starts to serve an endpoint; it ends when there is nothing to do. */
export function startLane({ tenant_id, webhook_id }: LaneName, parts: LaneParts): Lane {
  const { sandbox, recorder, commits } = parts
  const waiting = new Set<{ readonly upTo: number; readonly settle: () => void }>()
  /** Attempts that were made, and still stand in the database as if they were not. */
  const unwritten = new Set<string>()
  let knock = Promise.withResolvers<void>()
  let isKnocked = false
  let isStuck = false

  /** Tells those who wait that everything before an event is done. */
  function reached(eventNumber: number): void {
    for (const waiter of waiting) {
      if (waiter.upTo >= eventNumber) continue
      waiting.delete(waiter)
      waiter.settle()
    }
  }

  async function serve(): Promise<void> {
    while (!parts.isStopped() && !isStuck) {
      if (waiting.size > 0) await recorder.flushed()
      isKnocked = false
      const seenCommits = commits()
      const { endpoint, due } = await readWork()
      if (unwritten.size === 0) reached(due[0]?.event_seq ?? Number.POSITIVE_INFINITY)
      if (endpoint !== undefined && due.length > 0) {
        const isDone = await send(due, endpoint, seenCommits)
        if (!isDone || due.length === batch) continue
      }
      if (!isKnocked) await Promise.race([recorder.flushed(), knock.promise])
      if (!isKnocked && unwritten.size === 0) return end()
    }
    await recorder.flushed()
    end()
  }

  /** At once, and not after another turn: whoever knocks from now on must find that nobody is here. */
  function end(): void {
    parts.onEnd(isStuck ? 'stuck' : 'idle')
    reached(Number.POSITIVE_INFINITY)
  }

  async function readWork() {
    // Taken before the read: what is written down meanwhile may be found as it was before.
    const made = new Set(unwritten)
    return await sandbox.store.read(async trx => ({
      endpoint: await findEndpoint(trx, tenant_id, webhook_id),
      due: (await readyDeliveries(trx, { tenant_id, webhook_id }, batch + made.size))
        .filter(({ id }) => !made.has(id))
        .slice(0, batch),
    }))
  }

  /** Makes these attempts. False when what was read may be out of date before all were made. */
  async function send(
    due: readonly SentDelivery[],
    endpoint: Endpoint,
    seenCommits: number,
  ): Promise<boolean> {
    const readAtMs = performance.now()
    let seen = seenCommits
    for (const delivery of due) {
      if (parts.isStopped() || isStuck) return false
      if (seen !== commits()) {
        seen = commits()
        const revision = await sandbox.store.read(trx => endpointRevision(trx, tenant_id, webhook_id))
        if (revision !== endpoint.revision) return false
      }
      const made = await tried(delivery, endpoint)
      if (parts.isBrokenOff()) return false
      // Nothing follows from a success, so that the next attempt need not wait until it is written.
      if (isSuccess(made)) void write(made, 'soon')
      else if ((await write(made, 'at once')) !== 'goes on') return false
      if (performance.now() - readAtMs > longestBatchMs) return false
    }
    return true
  }

  async function write(made: MadeAttempt, urgency: 'at once' | 'soon'): Promise<Recorded> {
    unwritten.add(made.delivery.id)
    const recorded = await recorder.add(made, urgency)
    unwritten.delete(made.delivery.id)
    if (recorded === 'not written') isStuck = true
    return recorded
  }

  async function tried(delivery: SentDelivery, endpoint: Endpoint): Promise<MadeAttempt> {
    try {
      return await parts.attempt(delivery, endpoint)
    } catch (error) {
      // A bug of ours must not be met again and again by the same attempt.
      parts.reportBug(error)
      const reason = `the sandbox could not send it: ${error instanceof Error ? error.message : String(error)}`
      return unsent(delivery, endpoint.url, sandbox.clock.now(), reason)
    }
  }

  serve().catch((error: unknown) => {
    parts.reportBug(error)
    isStuck = true
    end()
  })
  return {
    knock() {
      isKnocked = true
      knock.resolve()
      knock = Promise.withResolvers()
    },
    passed: upTo => new Promise(settle => waiting.add({ upTo, settle })),
  }
}
