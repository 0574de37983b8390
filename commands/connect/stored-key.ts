import type { StoredKey } from '../../src/profiles/config-file.ts'
import { readKey } from '../../src/profiles/key-store.ts'
import type { Context } from '../kernel/context.ts'

/** Reads a stored key from where it is kept. */
export function readStoredKey(stored: StoredKey, { place, openKeyring }: Context): Promise<string> {
  return readKey(stored, place, openKeyring)
}
