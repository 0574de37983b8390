import { flush } from '../sandbox/flush.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { type RunState, readRunState } from '../seed/open-sandbox.ts'
import type { Trx } from '../store/schema.ts'
import type { DraftOptions, WholeDatabase } from '../store/store.ts'

/** What is to take the place of all that a sandbox holds. */
export interface NewWorld<T> extends DraftOptions {
  /** Writes it into an empty database, or works on the rows of the snapshot that it begins with. */
  fill(trx: Trx): Promise<T>
  /** Whether the clock stays as it is; it goes on as the new rows say by default. */
  readonly keepsClock?: boolean
}

/** A sandbox whose world can be replaced. */
export interface Replaceable {
  readonly sandbox: Sandbox
  readonly database: WholeDatabase
  /** Runs the swap while nothing is sent to webhooks; what is sent afterwards is of the new world. */
  readonly paused: (swap: () => Promise<void>) => Promise<void>
}

/**
 * Makes a world in a draft, beside the one that everybody goes on working with, and swaps it in in one step. What was
 * written until then belongs to the old one and goes with it. Whatever fails or ends it before leaves the old one.
 */
export async function replaceWorld<T>(
  { sandbox, database, paused }: Replaceable,
  { fill, keepsClock = false, ...options }: NewWorld<T>,
): Promise<T> {
  const draft = await database.draft(options)
  try {
    const filled = await draft.fill(fill)
    const state = await draft.read(readRunState)
    // Requests that the old world answered are told to whoever follows them, and go with it.
    await flush(sandbox)
    options.ended?.throwIfAborted()
    await paused(() => database.replaceWith(draft, () => goOnFrom(sandbox, state, keepsClock)))
    return filled
  } finally {
    await draft.discard()
  }
}

/** In the same turn as the swap: nobody must draw from the seed of one world in the other. */
function goOnFrom(sandbox: Sandbox, { seed, clock, buckets, faults }: RunState, keepsClock: boolean): void {
  sandbox.useSeed(seed)
  if (!keepsClock) sandbox.clock.restore(clock)
  sandbox.faults.restore(faults)
  sandbox.limiter.clear()
  for (const { tenant_id, second_ms, minute_ms, day_ms } of buckets) {
    sandbox.limiter.restore(tenant_id, { second: second_ms, minute: minute_ms, day: day_ms })
  }
  sandbox.forgetTenants()
}
