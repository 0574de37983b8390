import type { KeyList, KeyMade, KeyRequest, KeyView } from '../../control/sandbox-control.ts'
import type { Ask } from './ask.ts'

/** The keys that open a sandbox. */
export interface KeyCalls {
  keys(): Promise<KeyList>
  /** The key itself is told only here. */
  createKey(key: KeyRequest): Promise<KeyMade>
  /** The secret key of this run for commands; the same one each time, until the sandbox ends or it is revoked. */
  sessionKey(): Promise<KeyMade>
  /** Makes a key unknown, by its id, its hint, or the key itself. */
  revokeKey(named: string): Promise<KeyView>
}

/** The calls about keys. */
export function keyCalls(ask: Ask): KeyCalls {
  return {
    keys: () => ask('GET', 'keys', ['data']),
    createKey: body => ask('POST', 'keys', ['id', 'key'], { body }),
    sessionKey: () => ask('POST', 'keys/session', ['id', 'key']),
    // Not in the path: a key does not belong into a URL.
    revokeKey: key => ask('POST', 'keys/revoke', ['id'], { body: { key } }),
  }
}
