import { shellWord } from '../../src/text/shell-word.ts'
import type { CommandInput } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'

/** Flags that say where a command goes, with their variables. A key or token is none of them: it is not printed. */
const placeFlags = {
  'base-url': 'IDEADUNES_BASE_URL',
  tenant: 'IDEADUNES_TENANT',
  sandbox: 'IDEADUNES_SANDBOX',
} as const

/**
 * The flags that led to where a command went, as they were typed, with a blank in front: the next command must go
 * there too. What comes from the environment comes from there again. `but` leaves flags out.
 */
export function placeTyped(
  { flags }: Pick<CommandInput, 'flags'>,
  { place: { env } }: Context,
  but: readonly (keyof typeof placeFlags)[] = [],
): string {
  const names = (Object.keys(placeFlags) as (keyof typeof placeFlags)[]).filter(name => !but.includes(name))
  const typed = names.flatMap(name => {
    const value = flags[name]
    return typeof value === 'string' && value !== env[placeFlags[name]] ? [`--${name}`, shellWord(value)] : []
  })
  return typed.map(word => ` ${word}`).join('')
}

/** Whether a key was typed, so that a command without it would go elsewhere. */
export function isKeyTyped({ flags }: CommandInput, { place: { env } }: Context): boolean {
  return flags['api-key'] !== undefined && flags['api-key'] !== env.IDEADUNES_API_KEY
}
