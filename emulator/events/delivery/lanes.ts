import type { WebhookSender } from '../../../src/webhooks/post-webhook.ts'
import type { RetryProfile } from '../../../src/webhooks/retry-profiles.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { type LaneName, lanesToServe } from '../../store/deliveries.ts'
import { lastDrawn } from '../../store/ids.ts'
import { type AttemptRecorder, createAttemptRecorder } from './attempt-recorder.ts'
import { Lane } from './lane.ts'
import { makeAttempt } from './make-attempt.ts'
import { recordAttempts } from './record-attempt.ts'
import { Repeated } from './repeated.ts'
import { Resting } from './resting.ts'

export interface LaneOptions {
  readonly profile: RetryProfile
  readonly sender: WebhookSender
  /** How long running attempts may take to end when all is stopped, in milliseconds. */
  readonly graceMs: number
  /** How long an endpoint rests whose attempts cannot be read or written down, in milliseconds. */
  readonly restMs: number
  /** How long other processes on the database leave to this one what it claims, in milliseconds of real time. */
  readonly leaseMs: number
  /** Told of errors that nobody foresaw. */
  readonly reportBug: (error: unknown) => void
}

/**
 * Receivers that answer an event with another change cause further events, and an advance of the clock awaits them
 * too; but not for ever.
 */
const longestChain = 50

/** Serves whatever is ready, each endpoint in a lane of its own. */
export class Lanes {
  readonly #sandbox: Sandbox
  readonly #options: LaneOptions
  readonly #recorder: AttemptRecorder
  /** By the endpoint's key; a lane leaves when it ends. */
  readonly #serving = new Map<string, Lane>()
  readonly #resting: Resting
  readonly #looking: Repeated
  #commits = 0
  /** `stopping`: no further attempt begins. `broken off`: those that ran have no more time. */
  #state: 'open' | 'stopping' | 'broken off' = 'open'
  /** Told when the last lane has ended. */
  #onEmpty = () => {}

  constructor(sandbox: Sandbox, options: LaneOptions) {
    const { profile, reportBug, restMs } = options
    this.#sandbox = sandbox
    this.#options = options
    this.#recorder = createAttemptRecorder(
      sandbox.store,
      (trx, attempts) => recordAttempts(trx, sandbox, attempts, profile),
      reportBug,
    )
    this.#resting = new Resting(restMs, () => this.wake())
    this.#looking = new Repeated(() => this.#look().catch(reportBug))
  }

  /** Looks for what has become ready. */
  wake(): void {
    if (this.#state !== 'open') return
    this.#commits += 1
    this.#looking.ask()
  }

  /** Settles when every attempt that may be made by now has been made and written down. */
  async settle(): Promise<void> {
    for (let link = 0; link < longestChain && this.#state === 'open'; link++) {
      await this.#look()
      if (this.#serving.size === 0) return
      const newest = await this.#sandbox.store.read(trx => lastDrawn(trx, 'evt'))
      await Promise.all([...this.#serving.values()].map(lane => lane.passed(newest)))
    }
  }

  /** Starts no further attempt. Those that run have a moment to end, then they are broken off and count as not made. */
  async stop(): Promise<void> {
    const { sender, graceMs } = this.#options
    this.#state = 'stopping'
    this.#resting.stop()
    const grace = setTimeout(() => {
      this.#state = 'broken off'
      sender.close()
    }, graceMs)
    await this.#allEnded()
    clearTimeout(grace)
    await this.#recorder.flushed()
    sender.close()
  }

  async #look(): Promise<void> {
    if (this.#state !== 'open') return
    for (const name of await this.#sandbox.store.read(lanesToServe)) {
      if (this.#state !== 'open') return
      const key = JSON.stringify(name)
      const lane = this.#serving.get(key)
      if (lane !== undefined) lane.knock()
      else if (!this.#resting.has(key)) this.#serving.set(key, this.#start(name, key))
    }
  }

  #start(name: LaneName, key: string): Lane {
    const { sender, reportBug, leaseMs } = this.#options
    return new Lane(name, {
      sandbox: this.#sandbox,
      recorder: this.#recorder,
      reportBug,
      leaseMs,
      attempt: (delivery, endpoint) => makeAttempt(this.#sandbox.clock, delivery, endpoint, sender.post),
      commits: () => this.#commits,
      isStopped: () => this.#state !== 'open',
      isBrokenOff: () => this.#state === 'broken off',
      onEnd: how => this.#onEnd(key, how),
    })
  }

  #onEnd(key: string, how: 'idle' | 'stuck'): void {
    this.#serving.delete(key)
    if (how === 'stuck' && this.#state === 'open') this.#resting.add(key)
    if (this.#serving.size === 0) this.#onEmpty()
  }

  async #allEnded(): Promise<void> {
    await this.#looking.idle()
    while (this.#serving.size > 0) {
      await new Promise<void>(settle => {
        this.#onEmpty = settle
      })
    }
  }
}
