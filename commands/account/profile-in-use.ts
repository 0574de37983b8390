import { Failure } from '../../src/failure/failure.ts'
import { defaultProfile, type Profile, readUserConfig } from '../../src/profiles/config-file.ts'
import { nearestOf } from '../../src/text/nearest.ts'
import { connectionFlags } from '../connect/connection-flags.ts'
import type { Context } from '../kernel/context.ts'
import { requireName } from './new-key.ts'

export const profileFlag = { ...connectionFlags.profile, summary: 'The profile that is meant.' } as const

/** The profile that a command is about: the one that is named, or the usual one. It need not be there yet. */
export function profileNamed(named: string | undefined, { place }: Context): string {
  const name = named ?? readUserConfig(place).profile ?? defaultProfile
  requireName(name, '--profile')
  return name
}

/** The same, where it has to be there. */
export function profileInUse(
  named: string | undefined,
  context: Context,
): { readonly name: string; readonly stored: Profile } {
  const name = profileNamed(named, context)
  const profiles = readUserConfig(context.place).profiles ?? {}
  const stored = profiles[name]
  if (stored !== undefined) return { name, stored }
  const near = nearestOf(name, Object.keys(profiles))
  throw new Failure('usage', 'unknown_profile', `There is no profile ${name}`, {
    field: '--profile',
    hint:
      near === undefined
        ? 'Make it with `ideadunes login`; `ideadunes keys list` shows what there is.'
        : `Did you mean ${near}?`,
  })
}

/** The name of a key in a profile. Throws a usage failure if there is none of that name. */
export function requireKey(name: string, profile: { readonly name: string; readonly stored: Profile }): void {
  const names = Object.keys(profile.stored.keys ?? {})
  if (names.includes(name)) return
  const near = nearestOf(name, names)
  throw new Failure('usage', 'unknown_key', `The profile ${profile.name} has no key ${name}`, {
    field: 'KEY',
    hint:
      near !== undefined
        ? `Did you mean ${near}?`
        : names.length === 0
          ? 'It has none: `ideadunes keys add` keeps one.'
          : `It has ${names.join(', ')}.`,
  })
}
