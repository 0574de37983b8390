import { readFileSync } from 'node:fs'
import { Failure } from '../failure/failure.ts'
import { makePrivateFolder, replaceFile } from '../files/private-file.ts'
import { utf8Text } from '../text/utf8.ts'
import type { SettingValues } from './settings.ts'
import { userConfigFile } from './settings-files.ts'
import { type Place, userConfigFolder } from './user-folders.ts'

/** What is known of a stored key without reading it. */
export interface StoredKey {
  /** The item in the keyring, or in the file of keys. */
  readonly item: string
  readonly masked: string
  readonly mode: 'live' | 'test'
  readonly scope: 'secret' | 'publishable'
  readonly stored_in: 'keyring' | 'file'
  readonly added_at: string
  /** The tenant that answered to the key, where it was tried. */
  readonly tenant?: string
  readonly account?: string
}

/** One account, or one tenant of it: keys, of which one is used, and settings. */
export interface Profile {
  /** Name of the key that is used. */
  readonly key?: string
  readonly keys?: Readonly<Record<string, StoredKey>>
  readonly settings?: SettingValues
}

/** The user's own file: no secret is in it. */
export interface UserConfig {
  /** The profile that is used where none is named; `default` by default. */
  readonly profile?: string
  readonly profiles?: Readonly<Record<string, Profile>>
  /** What `ideadunes use` chose, by the folder. */
  readonly folders?: Readonly<Record<string, { readonly sandbox: string }>>
}

export const defaultProfile = 'default'

/** Reads the user's file; empty where there is none. Throws a usage failure for one that is damaged. */
export function readUserConfig(place: Place): UserConfig {
  const file = userConfigFile(place)
  let text: string
  try {
    text = utf8Text(readFileSync(file))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? '')) return {}
    throw damaged(file, (error as Error).message, error)
  }
  try {
    const config: unknown = JSON.parse(text)
    if (isRecord(config) && [config.profiles ?? {}, config.folders ?? {}].every(isRecordOfRecords))
      return config as UserConfig
  } catch (error) {
    throw damaged(file, 'it is no JSON', error)
  }
  throw damaged(file, 'it has another shape')
}

/** Changes the user's file in one step; only its user can read it. */
export function changeUserConfig(place: Place, change: (config: UserConfig) => UserConfig): void {
  const changed = change(readUserConfig(place))
  const file = userConfigFile(place)
  try {
    makePrivateFolder(userConfigFolder(place))
    replaceFile(file, `${JSON.stringify(changed, null, 2)}\n`)
  } catch (cause) {
    throw new Failure('usage', 'config_not_writable', `Cannot write ${file}: ${(cause as Error).message}`, {
      hint: 'Correct its rights, or choose another folder with XDG_CONFIG_HOME.',
      cause,
    })
  }
}

/** The config with one profile changed; a profile with nothing in it goes. */
export function withProfile(
  config: UserConfig,
  name: string,
  change: (profile: Profile) => Profile,
): UserConfig {
  const { [name]: before = {}, ...others } = config.profiles ?? {}
  const after = change(before)
  const isEmpty = Object.keys(after.keys ?? {}).length === 0 && Object.keys(after.settings ?? {}).length === 0
  return { ...config, profiles: isEmpty ? others : { ...config.profiles, [name]: after } }
}

function damaged(file: string, why: string, cause?: unknown): Failure {
  return new Failure('usage', 'invalid_config', `${file} cannot be read: ${why}`, {
    field: file,
    hint: 'Correct it, or remove it and run `ideadunes login` again.',
    cause,
  })
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isRecordOfRecords(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isRecord)
}
