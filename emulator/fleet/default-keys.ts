import type { Sandbox } from '../sandbox/sandbox.ts'
import { defaultAccountId, defaultTenantId } from '../seed/default-members.ts'
import type { KeyRing } from './key-ring.ts'

/** The fixed keys of every sandbox: the reference's example key in its sandbox form. Known to everybody. */
export const defaultKeys = {
  secret: 'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
  publishable: 'pk_test_TYooMQauvdEDq54NiTphI7jx',
} as const

/** Lets a pair of keys open a sandbox, for the default tenant. */
export function addKeys(
  keyRing: KeyRing,
  sandbox: Sandbox,
  keys: { readonly secret: string; readonly publishable: string },
): void {
  for (const scope of ['secret', 'publishable'] as const) {
    keyRing.addKey(keys[scope], {
      scope,
      accountId: defaultAccountId,
      tenantId: defaultTenantId,
      sandbox,
    })
  }
}

/** Lets the default keys open a sandbox. */
export function addDefaultKeys(keyRing: KeyRing, sandbox: Sandbox): void {
  addKeys(keyRing, sandbox, defaultKeys)
}
