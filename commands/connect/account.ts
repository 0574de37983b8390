import { readUserConfig } from '../../src/profiles/config-file.ts'
import { maskedKey } from '../../src/profiles/key-shape.ts'
import type { Context } from '../kernel/context.ts'
import type { Connection } from './connection-types.ts'

/** Whose bookings a connection acts on, as far as this machine knows: asked of nobody. */
export function accountOf({ profile, tenant, apiKey, keyFrom }: Connection, { place }: Context): string {
  if (profile === undefined)
    return `${tenant ?? "the key's own tenant"} (key from ${keyFrom ?? 'IDEADUNES_API_KEY'})`
  const keys = Object.values(readUserConfig(place).profiles?.[profile]?.keys ?? {})
  const stored = keys.find(({ masked }) => masked === maskedKey(apiKey))
  const isOwn = tenant === undefined || tenant === stored?.tenant
  const name = isOwn && stored?.account !== undefined ? `${stored.account}, ` : ''
  return `${name}${tenant ?? stored?.tenant ?? "the key's own tenant"} (profile ${profile})`
}
