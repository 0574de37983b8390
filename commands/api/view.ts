import type { CommandEntry } from '../../src/contract/commands/command-index.ts'
import type { Context } from '../kernel/context.ts'

/** Writes an answer of the API that a list of its members does not show well: for people, or piped. */
export type View = (
  answer: Readonly<Record<string, unknown>>,
  entry: CommandEntry,
  context: Context,
) => Promise<void>
