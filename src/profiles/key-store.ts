import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Failure } from '../failure/failure.ts'
import { entryAt, makePrivateFolder, narrow, replaceFile } from '../files/private-file.ts'
import type { StoredKey } from './config-file.ts'
import { maskedKey } from './key-shape.ts'
import type { Keyring } from './keyring.ts'
import { type Place, pathsOf, userConfigFolder } from './user-folders.ts'

/** Opens the keyring of the system; a text says why there is none. */
export type OpenKeyring = () => Promise<Keyring | string>

/** Where a key went. */
export interface Kept {
  readonly item: string
  readonly stored_in: StoredKey['stored_in']
  /** Why it is no keyring, told with the first key that goes into the file. */
  readonly firstInFile?: string
}

/** The file for keys where there is no keyring. */
export function keysFile(place: Place): string {
  return pathsOf(place.platform).join(userConfigFolder(place), 'keys.json')
}

/** Keeps a key in the keyring, or else in a file that only its user can read. */
export async function keepKey(
  profile: string,
  name: string,
  key: string,
  place: Place,
  open: OpenKeyring,
): Promise<Kept> {
  // Another config folder may have a profile of this name: the item is nobody else's.
  const item = `${profile}/${name}/${randomBytes(4).toString('hex')}`
  const keyring = await open()
  if (typeof keyring !== 'string') {
    await keyring.set(item, key)
    return { item, stored_in: 'keyring' }
  }
  const isFirst = entryAt(keysFile(place)) === undefined
  changeKeysFile(place, keys => ({ ...keys, [item]: key }))
  return { item, stored_in: 'file', ...(isFirst && { firstInFile: keyring }) }
}

/** Reads a stored key. Throws an auth failure where it is not to be had. */
export async function readKey(stored: StoredKey, place: Place, open: OpenKeyring): Promise<string> {
  const key = stored.stored_in === 'file' ? readKeysFile(place)[stored.item] : await fromKeyring(stored, open)
  if (typeof key === 'string' && maskedKey(key) === stored.masked) return key
  throw new Failure('auth', 'stored_key_missing', `The key ${stored.masked} is not where it was stored`, {
    hint: 'Store it again with `ideadunes login`, or give it as IDEADUNES_API_KEY.',
  })
}

/** Forgets a stored key; it is no fault if it is gone. */
export async function forgetKey(stored: StoredKey, place: Place, open: OpenKeyring): Promise<void> {
  if (stored.stored_in === 'file') {
    if (!Object.hasOwn(readKeysFile(place), stored.item)) return
    return changeKeysFile(place, ({ [stored.item]: _, ...others }) => others)
  }
  await (await openedKeyring(stored, open)).remove(stored.item)
}

async function fromKeyring(stored: StoredKey, open: OpenKeyring): Promise<string | null> {
  return await (await openedKeyring(stored, open)).get(stored.item)
}

async function openedKeyring(stored: StoredKey, open: OpenKeyring): Promise<Keyring> {
  const keyring = await open()
  if (typeof keyring !== 'string') return keyring
  throw new Failure('auth', 'keyring_unavailable', `The key ${stored.masked} is in the keyring: ${keyring}`, {
    hint: 'Unlock the keyring and try again, or give the key as IDEADUNES_API_KEY.',
  })
}

function readKeysFile(place: Place): Readonly<Record<string, string>> {
  const file = keysFile(place)
  const found = entryAt(file)
  if (found === undefined) return {}
  if (!found.isFile()) throw unusable(file, 'it is no ordinary file')
  narrow(file)
  try {
    const keys: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof keys === 'object' && keys !== null && !Array.isArray(keys)) return keys as never
  } catch {
    // A message of the parser would quote the file, and with it a key.
  }
  throw unusable(file, 'it is not as it was written')
}

function changeKeysFile(
  place: Place,
  change: (keys: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
): void {
  const keys = change(readKeysFile(place))
  const file = keysFile(place)
  try {
    makePrivateFolder(userConfigFolder(place))
    replaceFile(file, `${JSON.stringify(keys, null, 2)}\n`)
  } catch (cause) {
    throw unusable(file, (cause as Error).message, cause)
  }
}

function unusable(file: string, why: string, cause?: unknown): Failure {
  return new Failure('usage', 'keys_file', `${file} cannot be used: ${why}`, {
    field: file,
    hint: 'Remove it and run `ideadunes login` again.',
    cause,
  })
}
