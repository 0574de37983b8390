import { matchesGlob } from '../text/glob.ts'

/**
 * Whether a type is among those that patterns choose: `booking.*`, `*`, and `!payment.failed` to leave one out.
 * With exclusions only, all others are chosen; the order of patterns does not matter.
 */
export function choosesEvent(patterns: readonly string[], type: string): boolean {
  const excluded = patterns.filter(pattern => pattern.startsWith('!'))
  if (excluded.some(pattern => matchesGlob(pattern.slice(1), type))) return false
  const chosen = patterns.filter(pattern => !pattern.startsWith('!'))
  return chosen.length === 0 ? excluded.length > 0 : chosen.some(pattern => matchesGlob(pattern, type))
}

/** Whether a pattern could choose anything among these types; for patterns that are a typing error. */
export function choosesAny(pattern: string, types: readonly string[]): boolean {
  return types.some(type => matchesGlob(pattern.replace(/^!/, ''), type))
}

/** The form of a pattern; a star stands for any letters, dots included. */
export const eventPatternForm = '^!?[a-z_*]+([.][a-z_*]+)*$'
