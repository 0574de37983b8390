import type { CommandEntry } from '../../src/contract/commands/command-index.ts'
import type { Context } from '../kernel/context.ts'

/** Writes the answer of one operation, for people or piped. */
export type Renderer = (
  answer: Readonly<Record<string, unknown>>,
  entry: CommandEntry,
  context: Context,
) => Promise<void>

/**
 * Answers that a list of members does not show well, by operation: each loads when it is needed. `--json` writes the
 * answer as it is, whether it is listed here or not.
 */
export const renderers: Readonly<Record<string, () => Promise<Renderer>>> = {
  getAvailableSlots: async () => (await import('./render-slots.ts')).renderSlots,
  searchAvailability: async () => (await import('./render-search.ts')).renderSearch,
  validateBooking: async () => (await import('./render-validation.ts')).renderValidation,
}
