import {
  changeUserConfig,
  readUserConfig,
  type StoredKey,
  withProfile,
} from '../../src/profiles/config-file.ts'
import { keyShape, maskedKey } from '../../src/profiles/key-shape.ts'
import { forgetKey, keepKey, keysFile } from '../../src/profiles/key-store.ts'
import type { SettingValues } from '../../src/profiles/settings.ts'
import type { Context } from '../kernel/context.ts'

/** A key as commands show it: the key itself never is. */
export interface ShownKey {
  readonly profile: string
  readonly name: string
  readonly key: string
  readonly mode: string
  readonly scope: string
  readonly in_use: boolean
  readonly stored_in: string
  readonly tenant: string | null
  readonly account: string | null
  readonly added_at: string
}

export interface KeyToStore {
  readonly profile: string
  readonly name: string
  readonly key: string
  /** What its service says of it. */
  readonly facts: Pick<StoredKey, 'tenant' | 'account'>
  readonly settings?: SettingValues
  /** Whether it is the key of the profile from now on. */
  readonly use: boolean
}

/** Keeps a key in a profile; one of the same name is replaced. Says where it went if that is no keyring. */
export async function storeKey(wish: KeyToStore, context: Context): Promise<ShownKey> {
  const { place, openKeyring, terminal, now } = context
  const { profile, name, key, facts, settings = {}, use } = wish
  const before = readUserConfig(place).profiles?.[profile]?.keys?.[name]
  const { firstInFile, ...kept } = await keepKey(profile, name, key, place, openKeyring)
  const { mode, scope } = keyShape(key)
  const stored = {
    ...kept,
    masked: maskedKey(key),
    mode: mode as StoredKey['mode'],
    scope,
    added_at: now().toISOString(),
    ...facts,
  }
  changeUserConfig(place, config =>
    withProfile(config, profile, old => ({
      ...old,
      key: use || old.key === undefined ? name : old.key,
      keys: { ...old.keys, [name]: stored },
      settings: { ...old.settings, ...settings },
    })),
  )
  if (before !== undefined) await forgetKey(before, place, openKeyring)
  if (firstInFile !== undefined) {
    await terminal.stderr.write(
      `There is no keyring here (${firstInFile}): keys are kept in ${keysFile(place)}, which only you can read.\n`,
    )
  }
  return shownKeys(context, profile).find(shown => shown.name === name) as ShownKey
}

/** The stored keys of all profiles, or of one. */
export function shownKeys({ place }: Context, only?: string): readonly ShownKey[] {
  const profiles = Object.entries(readUserConfig(place).profiles ?? {})
  return profiles
    .filter(([profile]) => only === undefined || profile === only)
    .flatMap(([profile, { key: used, keys = {} }]) =>
      Object.entries(keys).map(([name, stored]) => ({
        profile,
        name,
        key: stored.masked,
        mode: stored.mode,
        scope: stored.scope,
        in_use: name === used,
        stored_in: stored.stored_in,
        tenant: stored.tenant ?? null,
        account: stored.account ?? null,
        added_at: stored.added_at,
      })),
    )
}

/** Takes keys out of a profile and forgets them; the profile's next key is used then. */
export async function forgetKeys(profile: string, names: readonly string[], context: Context): Promise<void> {
  const { place, openKeyring } = context
  const keys = readUserConfig(place).profiles?.[profile]?.keys ?? {}
  for (const name of names) {
    const stored = keys[name]
    if (stored !== undefined) await forgetKey(stored, place, openKeyring)
  }
  changeUserConfig(place, config =>
    withProfile(config, profile, ({ key, keys: old = {}, ...rest }) => {
      const left = Object.fromEntries(Object.entries(old).filter(([name]) => !names.includes(name)))
      const next = key !== undefined && Object.hasOwn(left, key) ? key : Object.keys(left)[0]
      return { ...rest, keys: left, ...(next !== undefined && { key: next }) }
    }),
  )
}
