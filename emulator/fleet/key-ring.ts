import { hash, randomBytes } from 'node:crypto'
import type { Sandbox } from '../sandbox/sandbox.ts'

export type KeyScope = 'secret' | 'publishable'

/** What a key opens. Keys are kept beside the sandboxes, never in one, so that a restore brings no keys back. */
export interface Key {
  /** Names the key in records without telling it. */
  readonly id: string
  /** SHA-256 of the key: the key itself is told once, when it is made, and kept nowhere. */
  readonly hash: string
  /** Its kind and its last four characters. */
  readonly hint: string
  readonly scope: KeyScope
  readonly accountId: string
  /** The tenant for which the key acts when X-Tenant-Id is absent. */
  readonly tenantId: string
  readonly sandbox: Sandbox
  /** Real time, in milliseconds since 1970. */
  readonly createdMs: number
  /** Forgotten when this run ends, also where other keys are kept. */
  readonly isOfRun?: true
}

/** What a new key is to open. */
export type NewKey = Pick<Key, 'scope' | 'accountId' | 'tenantId' | 'sandbox' | 'isOfRun'>

/** The sandboxes behind one port, and the keys that lead to them. */
export interface KeyRing {
  /** True when live keys act as the first keys of the main sandbox. */
  readonly allowLiveKeys: boolean
  addKey(secret: string, key: NewKey): Key
  /** Adds a key that was made in an earlier run. */
  restoreKey(key: Omit<Key, 'id'>): void
  /** The sandbox of requests whose key leads nowhere, where they may be looked for. `named` is their X-Sandbox. */
  sandboxOfStranger(named: string | undefined): Sandbox | undefined
  /** The key, or undefined when it is unknown. A live key is found only where live keys are allowed. */
  findKey(secret: string): Key | undefined
  /** All keys, oldest first. */
  keys(): readonly Key[]
  /** Makes a key unknown, by its id. False when there is no such key. */
  revokeKey(id: string): boolean
  /** Calls back after a sandbox has revoked one of its keys; gives what ends it. */
  onRevoked(listener: () => void): () => void
}

export interface KeyRingOptions {
  /** The keys as which live keys act: all of a scope as one, until it is revoked. False: live keys open nothing. */
  readonly allowLiveKeys: Readonly<Record<KeyScope, string>> | false
  /** Finds the sandbox of requests whose key leads nowhere; the first that got a key by default. */
  readonly sandboxOfStranger?: KeyRing['sandboxOfStranger']
}

/** A key ring without keys. */
export function createKeyRing(options: KeyRingOptions): KeyRing {
  const keys = new Map<string, Key>()
  const listeners = new Set<() => void>()
  let firstSandbox: Sandbox | undefined
  const restoreKey = (parts: Omit<Key, 'id'>): Key => {
    const key = { ...parts, id: `key_${parts.hash.slice(0, 16)}` }
    keys.set(key.hash, key)
    firstSandbox ??= key.sandbox
    key.sandbox.useKeys({
      list: () => [...keys.values()].filter(({ sandbox }) => sandbox === key.sandbox),
      revoke(id) {
        if (revokeKey(id)) for (const listener of listeners) listener()
      },
    })
    return key
  }
  const revokeKey = (id: string) => {
    const key = [...keys.values()].find(candidate => candidate.id === id)
    return key !== undefined && keys.delete(key.hash)
  }
  return {
    allowLiveKeys: options.allowLiveKeys !== false,
    sandboxOfStranger: options.sandboxOfStranger ?? (() => firstSandbox),
    restoreKey,
    addKey: (secret, key) =>
      restoreKey({ ...key, hash: hashOf(secret), hint: hintOf(secret), createdMs: Date.now() }),
    findKey(secret) {
      if (!isLiveKey(secret)) return keys.get(hashOf(secret))
      // Any live key will do: the reference's own examples show `sk_live_...` with three dots.
      const standIns = options.allowLiveKeys
      return standIns === false ? undefined : keys.get(hashOf(standIns[scopeOf(secret)]))
    },
    keys: () => [...keys.values()],
    revokeKey,
    onRevoked(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** A new key of a scope; its form is that of the reference's sandbox keys. */
export function randomSecret(scope: KeyScope): string {
  const letters = randomBytes(48)
    .toString('base64')
    .replace(/[^0-9A-Za-z]/g, '')
  return `${scope === 'secret' ? 'sk' : 'pk'}_test_${letters.slice(0, 24)}`
}

/** Enough of a key to tell it from others: its kind and its last four characters. */
export function hintOf(secret: string): string {
  const [, kind = '', rest = ''] = /^([sp]k_(?:test|live)_)(\S+)$/i.exec(secret) ?? []
  return `${kind}…${rest.length > 8 ? rest.slice(-4) : ''}`
}

/** True for keys of the live service (the reference's Authentication section). */
export function isLiveKey(secret: string): boolean {
  return /^[sp]k_live_./.test(secret)
}

function scopeOf(secret: string): KeyScope {
  return secret.startsWith('sk_') ? 'secret' : 'publishable'
}

function hashOf(secret: string): string {
  return hash('sha256', secret)
}
