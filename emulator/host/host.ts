import { createHash } from 'node:crypto'
import type { Sandbox } from './sandbox.ts'

export type KeyScope = 'secret' | 'publishable'

/** What a key opens. Keys are kept beside the sandboxes, never in one, so that a restore brings no keys back. */
export interface Key {
  /** Names the key in records without telling it. */
  readonly id: string
  readonly scope: KeyScope
  readonly accountId: string
  /** The tenant for which the key acts when X-Tenant-Id is absent. */
  readonly tenantId: string
  readonly sandbox: Sandbox
}

/** The sandboxes behind one port, and the keys that lead to them. */
export interface Host {
  /** True when live keys act as the keys of the default account. */
  readonly allowLiveKeys: boolean
  addKey(secret: string, key: Omit<Key, 'id'>): void
  /** The sandbox of requests whose key leads nowhere: the first that got a key. */
  readonly defaultSandbox: Sandbox | undefined
  /** The key, or undefined when it is unknown. A live key is found only where live keys are allowed. */
  findKey(secret: string): Key | undefined
}

/** A host without keys. `liveKeys` are what any live key of a scope acts as, where live keys are allowed. */
export function createHost(options: { allowLiveKeys: boolean }): Host {
  const keys = new Map<string, Key>()
  const firstOf = new Map<KeyScope, Key>()
  return {
    allowLiveKeys: options.allowLiveKeys,
    get defaultSandbox() {
      return firstOf.get('secret')?.sandbox
    },
    addKey(secret, parts) {
      const hash = hashOf(secret)
      const key = { ...parts, id: `key_${hash.slice(0, 16)}` }
      keys.set(hash, key)
      if (!firstOf.has(key.scope)) firstOf.set(key.scope, key)
    },
    findKey(secret) {
      // Any live key will do: the reference's own examples show `sk_live_...` with three dots.
      if (isLiveKey(secret)) {
        return options.allowLiveKeys
          ? firstOf.get(secret.startsWith('sk_') ? 'secret' : 'publishable')
          : undefined
      }
      return keys.get(hashOf(secret))
    },
  }
}

/** True for keys of the live service (the reference's Authentication section). */
export function isLiveKey(secret: string): boolean {
  return /^[sp]k_live_./.test(secret)
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
