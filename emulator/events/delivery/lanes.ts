import type { WebhookSender } from '../../../src/webhooks/post-webhook.ts'
import type { RetryProfile } from '../../../src/webhooks/retry-profiles.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { type LaneName, lanesToServe } from '../../store/deliveries.ts'
import { lastDrawn } from '../../store/ids.ts'
import { createAttemptRecorder } from './attempt-recorder.ts'
import { type Lane, startLane } from './lane.ts'
import { makeAttempt } from './make-attempt.ts'
import { recordAttempts } from './record-attempt.ts'

export interface LaneOptions {
  readonly profile: RetryProfile
  readonly sender: WebhookSender
  /** How long running attempts may take to end when all is stopped, in milliseconds. */
  readonly graceMs: number
  /** How long an endpoint rests whose attempts cannot be read or written down, in milliseconds. */
  readonly restMs: number
  /** Told of errors that nobody foresaw. */
  readonly reportBug: (error: unknown) => void
}

/** The endpoints that are being served. */
export interface Lanes {
  /** Looks for what has become ready. */
  wake(): void
  /** Settles when every attempt that may be made by now has been made and written down. */
  settle(): Promise<void>
  /** Starts no further attempt. Those that run have a moment to end, then they are broken off and count as not made. */
  stop(): Promise<void>
}

/**
 * Receivers that answer an event with another change cause further events, and an advance of the clock awaits them
 * too; but not for ever.
 */
const longestChain = 50

/** Serves whatever is ready, each endpoint in a lane of its own. */
export function createLanes(sandbox: Sandbox, options: LaneOptions): Lanes {
  const { profile, sender, reportBug } = options
  const lanes = new Map<string, Lane>()
  const resting = new Map<string, NodeJS.Timeout>()
  const recorder = createAttemptRecorder(
    sandbox.store,
    (trx, attempts) => recordAttempts(trx, sandbox, attempts, profile),
    reportBug,
  )
  let commits = 0
  let looking: Promise<void> | undefined
  let lookAgain = false
  let isStopped = false
  let isBrokenOff = false
  let tellEmpty = () => {}

  async function look(): Promise<void> {
    for (const name of await sandbox.store.read(lanesToServe)) {
      if (isStopped) return
      const key = JSON.stringify(name)
      const lane = lanes.get(key)
      if (lane !== undefined) lane.knock()
      else if (!resting.has(key)) lanes.set(key, start(name, key))
    }
  }

  function start(name: LaneName, key: string): Lane {
    return startLane(name, {
      sandbox,
      recorder,
      reportBug,
      attempt: (delivery, endpoint) => makeAttempt(sandbox.clock, delivery, endpoint, sender.post),
      commits: () => commits,
      isStopped: () => isStopped,
      isBrokenOff: () => isBrokenOff,
      onEnd(how) {
        lanes.delete(key)
        if (how === 'stuck' && !isStopped) rest(key)
        if (lanes.size === 0) tellEmpty()
      },
    })
  }

  /** Rather than to send the same again at once, and again. */
  function rest(key: string): void {
    const end = () => {
      resting.delete(key)
      wake()
    }
    resting.set(key, setTimeout(end, options.restMs).unref())
  }

  function wake(): void {
    if (isStopped) return
    commits += 1
    lookAgain = true
    looking ??= lookWhileAsked()
  }

  async function lookWhileAsked(): Promise<void> {
    while (lookAgain && !isStopped) {
      lookAgain = false
      await look().catch(reportBug)
    }
    looking = undefined
  }

  async function allEnded(): Promise<void> {
    await looking
    while (lanes.size > 0) {
      await new Promise<void>(settle => {
        tellEmpty = settle
      })
    }
  }

  return {
    wake,
    async settle() {
      for (let link = 0; link < longestChain && !isStopped; link++) {
        await look()
        if (lanes.size === 0) return
        const newest = await sandbox.store.read(trx => lastDrawn(trx, 'evt'))
        await Promise.all([...lanes.values()].map(lane => lane.passed(newest)))
      }
    },
    async stop() {
      isStopped = true
      for (const timer of resting.values()) clearTimeout(timer)
      const ended = allEnded()
      const grace = setTimeout(() => {
        isBrokenOff = true
        sender.close()
      }, options.graceMs)
      await ended
      clearTimeout(grace)
      await recorder.flushed()
      sender.close()
    },
  }
}
