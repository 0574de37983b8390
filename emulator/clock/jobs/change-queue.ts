import { ApiError } from '../../../src/contract/errors/errors.ts'

/** Thrown by changes of a clock whose sandbox ends, or for which nobody waits any more. What they have done is kept. */
export class ClockStopped extends Error {
  override readonly name = 'ClockStopped'
}

/** Whether something ended because the sandbox was reset before its end. */
export function isSandboxReset(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'sandbox_reset'
}

/** Lets changes of one sandbox run one after the other, in the order in which they were asked for. */
export class ChangeQueue {
  readonly #stopping = new AbortController()
  /** Aborted by the next reset: all that is asked for until then hangs on it. */
  #untilReset = new AbortController()
  #last: Promise<unknown> = Promise.resolve()

  /** Runs `work` in its turn. It is to end with the signal's reason soon after that is aborted, as it is by `left`, too. */
  async take<T>(work: (ended: AbortSignal) => Promise<T>, left?: AbortSignal): Promise<T> {
    const { signal } = this.#untilReset
    return await this.#add(work, left === undefined ? signal : AbortSignal.any([signal, left]))
  }

  /** Ends what runs and refuses what waits, each with `sandbox_reset`; then runs `work`, which nothing but a stop ends. */
  async takeOver<T>(work: (ended: AbortSignal) => Promise<T>): Promise<T> {
    const before = this.#untilReset
    this.#untilReset = new AbortController()
    before.abort(new ApiError('sandbox_reset'))
    return await this.#add(work, this.#stopping.signal)
  }

  /** Ends what runs, and refuses what waits and whatever is asked for from now on, with `ClockStopped`. */
  async stop(): Promise<void> {
    const reason = new ClockStopped('The sandbox ends')
    this.#stopping.abort(reason)
    this.#untilReset.abort(reason)
    await this.#last
  }

  #add<T>(work: (ended: AbortSignal) => Promise<T>, ended: AbortSignal): Promise<T> {
    const result = this.#last.then(() => {
      this.#stopping.signal.throwIfAborted()
      ended.throwIfAborted()
      return work(ended)
    })
    this.#last = result.catch(() => undefined)
    return result
  }
}

/** Waits for `work`, but not beyond the end: then it throws the signal's reason, and what `work` does means nothing. */
export async function untilEnded<T>(ended: AbortSignal, work: () => Promise<T>): Promise<T> {
  ended.throwIfAborted()
  const end = Promise.withResolvers<never>()
  const onEnd = () => end.reject(ended.reason)
  ended.addEventListener('abort', onEnd, { once: true })
  try {
    return await Promise.race([work(), end.promise])
  } finally {
    ended.removeEventListener('abort', onEnd)
  }
}
