import type { Keyring } from '../../src/profiles/keyring.ts'

/** Under which name the items stand in the keyring. */
const service = 'ideadunes'

/** A person may have to unlock the keyring first; nobody waits longer. */
const longestWaitMs = 60_000

/**
 * The keyring of the system: Keychain, Credential Manager, or the Secret Service of a Linux desktop. A text says why
 * there is none. The keys of the Linux kernel, where the package would go instead, forget everything at the next boot.
 */
export async function openOsKeyring(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Keyring | string> {
  if (env.IDEADUNES_KEYRING === 'off') return 'IDEADUNES_KEYRING is off'
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring')
    const entry = (item: string) => new AsyncEntry(service, item, { linux: { store: 'secret-service' } })
    const limit = () => AbortSignal.timeout(longestWaitMs)
    // Only asking shows whether anybody answers.
    await entry('is-anybody-there').getPassword(limit())
    return {
      get: item => entry(item).getPassword(limit()),
      set: (item, secret) => entry(item).setPassword(secret, limit()),
      async remove(item) {
        await entry(item).deletePassword(limit())
      },
    }
  } catch (error) {
    const [line = ''] = String((error as Error).message).split('\n')
    return line.slice(0, 200)
  }
}
