import type { CommandEntry, FlagIndex } from '../../src/contract/commands/command-index.ts'
import { shellWord } from '../../src/text/shell-word.ts'
import type { CommandInput } from '../kernel/command.ts'

/** The arguments and the query of a command as they were typed, with a blank in front, but for the cursor. */
export function queryTyped(entry: CommandEntry, { args, flags }: CommandInput): string {
  const words = Object.entries(entry.flags).flatMap(([name, flag]) =>
    flag.in === 'query' && name !== 'cursor' ? flagTyped(name, flag, flags[name]) : [],
  )
  return [...Object.values(args).map(shellWord), ...words].map(word => ` ${word}`).join('')
}

function flagTyped(name: string, { kind }: FlagIndex, value: unknown): readonly string[] {
  if (value === undefined) return []
  if (kind === 'boolean') return [value === true ? `--${name}` : `--no-${name}`]
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  // A value such as -start_at would be read as a flag of its own.
  return text.startsWith('-') ? [`--${name}=${shellWord(text)}`] : [`--${name}`, shellWord(text)]
}
