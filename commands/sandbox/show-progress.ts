import { sleepFor } from '../../src/client/sleep.ts'
import type { ProgressView } from '../../src/control/sandbox-control.ts'
import type { Control } from '../connect/control.ts'
import type { Context } from '../kernel/context.ts'
import { type Tell, withProgress } from '../kernel/progress.ts'

const askEachMs = 500

const words: Readonly<Record<ProgressView['what'], string>> = {
  reset: 'Resetting',
  seed: 'Seeding',
  restore: 'Restoring',
}

/** Tells how far the sandbox is while it makes something that may take long: see `withProgress`. */
export async function showingProgress<T>(
  { client }: Pick<Control, 'client'>,
  what: ProgressView['what'],
  json: boolean,
  context: Context,
  work: () => Promise<T>,
): Promise<T> {
  // Another version of the sandbox may not know; its answer to the question itself is what counts.
  const look = async (tell: Tell) => {
    const { progress } = await client.progress()
    if (progress?.what === what) tell(progress.done, progress.of)
  }
  return await withProgress(words[what], json, context, tell => (json ? work() : looking(look, tell, work)))
}

/** Works, and looks every now and then how far it is. What the look throws is no matter to the work. */
export async function looking<T>(
  look: (tell: Tell) => Promise<void>,
  tell: Tell,
  work: () => Promise<T>,
): Promise<T> {
  const running = work()
  const over = new AbortController()
  const end = () => over.abort()
  running.then(end, end)
  while (!over.signal.aborted) {
    await sleepFor(askEachMs, over.signal)
    if (!over.signal.aborted) await look(tell).catch(() => undefined)
  }
  return await running
}
