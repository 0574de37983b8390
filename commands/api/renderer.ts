import type { CommandEntry } from '../../src/contract/commands/command-index.ts'
import type { Context } from '../kernel/context.ts'

/** Writes the answer of one operation, for people or piped. */
export type Renderer = (
  answer: Readonly<Record<string, unknown>>,
  entry: CommandEntry,
  context: Context,
) => Promise<void>
