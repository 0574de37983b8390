import { sleepFor } from '../../src/client/sleep.ts'
import type { ProgressView } from '../../src/control/sandbox-control.ts'
import type { Control } from '../connect/control.ts'
import type { Context } from '../kernel/context.ts'

/** What is over sooner needs no word. */
const askEachMs = 400

const words: Readonly<Record<ProgressView['what'], string>> = {
  reset: 'Resetting',
  seed: 'Seeding',
  restore: 'Restoring',
}

/**
 * Tells on stderr how far the sandbox is while something long runs: in one line on a terminal, a line for each tenth
 * elsewhere, and nothing beside JSON.
 */
export async function showingProgress<T>(
  { client }: Pick<Control, 'client'>,
  what: ProgressView['what'],
  json: boolean,
  { terminal: { stderr } }: Context,
  work: () => Promise<T>,
): Promise<T> {
  const running = work()
  if (json) return await running
  const over = new AbortController()
  const end = () => over.abort()
  running.then(end, end)
  let told = 0
  while (true) {
    await sleepFor(askEachMs, over.signal)
    if (over.signal.aborted) break
    // Another version of the sandbox may not know; its answer to the question itself is what counts.
    const progress = await client.progress().then(
      now => now.progress,
      () => null,
    )
    const tenths = progress?.what === what ? Math.floor((progress.done / progress.of) * 10) : 0
    if (tenths <= told || over.signal.aborted) continue
    told = tenths
    await stderr.write(`${stderr.isTty ? '\r' : ''}${words[what]}: ${told * 10} %${stderr.isTty ? '' : '\n'}`)
  }
  if (told > 0 && stderr.isTty) await stderr.write('\r\u001b[K')
  return await running
}
