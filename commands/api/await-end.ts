import { interrupted } from '../../src/client/exchange.ts'
import { sleepFor } from '../../src/client/sleep.ts'
import type { CommandEntry } from '../../src/contract/commands/command-index.ts'
import { Failure } from '../../src/failure/failure.ts'
import { oneLine } from '../../src/output/cell.ts'
import { placeTyped } from '../connect/typed-again.ts'
import type { CommandInput } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { withStatus } from '../kernel/progress.ts'

/** How long is waited before the next look, in milliseconds. */
const lookEachMs = 300

interface Score {
  readonly medium: number
  readonly soft: number
}

/** What is told of work that goes on, as far as it has it. */
interface Going {
  readonly id: string
  readonly status: string
  readonly outcome?: string | null
  readonly failure?: string | null
  readonly progress?: number
  readonly score?: Score | null
  readonly bound?: Score | null
  readonly gap?: number | null
}

/**
 * Looks again and again until the work behind an answer has ended, and shows how far it is. Whoever stops waiting does not
 * stop the work, and is told so.
 */
export async function awaitEnd(
  first: unknown,
  again: (id: string) => Promise<unknown>,
  awaits: NonNullable<CommandEntry['awaits']>,
  input: CommandInput,
  context: Context,
): Promise<unknown> {
  const { signal, sleep = ms => sleepFor(ms, signal) } = context
  const { id } = first as Going
  try {
    const ended = await withStatus(input.json, context, async say => {
      let going = first as Going
      while (awaits.while.includes(going.status)) {
        say(statusText(going))
        await sleep(lookEachMs)
        if (signal.aborted) throw interrupted(signal.reason)
        going = (await again(id)) as Going
      }
      say(statusText(going))
      return going
    })
    if (ended.outcome !== 'failed') return ended
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.kind !== 'interrupted') throw thrown
    const command = `${context.typedName} ${awaits.command.replaceAll(':', ' ')}`
    throw new Failure('interrupted', 'interrupted', `Interrupted; ${id} goes on`, {
      hint: `Look at it with \`${command} ${id}${placeTyped(input, context)}\`; \`… cancel ${id}\` stops it and keeps the best that it has found.`,
      details: { id },
      cause: thrown,
    })
  }
  const failed = (await again(id)) as Going
  throw new Failure('api', 'run_failed', `${id} has failed: ${failed.failure ?? 'no reason was told'}`, {
    details: { id, failure: failed.failure ?? null },
  })
}

/** `running 35 %: score 5465, bound 1493, gap 72.7 %` */
function statusText({ id, status, outcome, progress = 0, score, bound, gap }: Going): string {
  const share = `${id}: ${outcome ?? status} ${Math.round(progress * 100)} %`
  if (score == null || bound == null) return oneLine(share)
  const without = score.medium === 0 ? '' : ` and ${score.medium} without a place`
  const part = gap == null ? '' : `, gap ${(gap * 100).toFixed(1)} %`
  return oneLine(`${share}, score ${score.soft}${without}, bound ${bound.soft}${part}`)
}
