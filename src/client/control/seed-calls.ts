import type {
  ProgressNow,
  ResetDone,
  ResetRequest,
  Seeded,
  SeedRequest,
} from '../../control/sandbox-control.ts'
import type { Ask } from './ask.ts'

/** What a sandbox holds. */
export interface SeedCalls {
  /** Puts a data set in the place of everything, clock included. */
  reset(to?: ResetRequest): Promise<ResetDone>
  /** How far a reset, a seed or a restore is that runs now. */
  progress(): Promise<ProgressNow>
  /** Puts a data set in the place of all rows, or adds it. */
  seed(wish: SeedRequest): Promise<Seeded>
  /** Writes the text of a seed file into the sandbox. */
  seedFile(text: string, options: { readonly replace: boolean }): Promise<Seeded>
}

/** A million bookings take a minute or two. */
const longMs = 600_000

/** The calls about data. */
export function seedCalls(ask: Ask): SeedCalls {
  return {
    reset: body =>
      ask('POST', 'reset', ['data_set', 'clock'], { ...(body !== undefined && { body }), timeoutMs: longMs }),
    progress: () => ask('GET', 'progress', ['progress']),
    seed: body => ask('POST', 'seed', ['created', 'clock'], { body, timeoutMs: longMs }),
    seedFile: (yaml, { replace }) =>
      ask('POST', 'seed', ['created', 'clock'], {
        yaml,
        query: replace ? { replace } : {},
        timeoutMs: longMs,
      }),
  }
}
