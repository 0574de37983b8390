import type { CommandEntry, FlagIndex } from '../../src/contract/commands/command-index.ts'
import { shellWord } from '../../src/text/shell-word.ts'
import { connectionFlags } from '../connect/connection.ts'
import type { CommandInput } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'

/** Flags of connection that may be shown. A key is not: whoever typed one types the next command with it. */
const shown = ['base-url', 'tenant', 'sandbox'] as const

/**
 * The flags that led to where a command went, as they were typed, with a blank in front: the next command must go
 * there too. What comes from the environment comes from there again.
 */
export function connectionTyped({ flags }: CommandInput, { place: { env } }: Context): string {
  const typed = shown.flatMap(name => {
    const value = flags[name]
    return typeof value === 'string' && value !== env[connectionFlags[name].env]
      ? [`--${name}`, shellWord(value)]
      : []
  })
  return typed.map(word => ` ${word}`).join('')
}

/** Whether a key was typed, so that a command without it would go elsewhere. */
export function isKeyTyped({ flags }: CommandInput, { place: { env } }: Context): boolean {
  return flags['api-key'] !== undefined && flags['api-key'] !== env.IDEADUNES_API_KEY
}

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
