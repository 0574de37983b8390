import { interrupted } from '../../src/client/exchange.ts'
import { sleepFor } from '../../src/client/sleep.ts'
import type { Context } from './context.ts'

const intervalMs = 100

/**
 * Asks again and again until there is an answer; undefined when the time is over, after at least one try. Throws
 * when the command is interrupted.
 */
export async function poll<Answer>(
  ask: () => Promise<Answer | undefined>,
  limitMs: number,
  context: Pick<Context, 'now' | 'sleep' | 'signal'>,
): Promise<Answer | undefined> {
  const { now, signal, sleep = ms => sleepFor(ms, signal) } = context
  const endMs = now().getTime() + limitMs
  while (true) {
    const answer = await ask()
    if (answer !== undefined) return answer
    const leftMs = endMs - now().getTime()
    if (leftMs <= 0) return undefined
    await sleep(Math.min(intervalMs, leftMs))
    if (signal.aborted) throw interrupted(signal.reason)
  }
}
