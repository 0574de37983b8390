import type { Sandbox } from '../sandbox/sandbox.ts'
import type { KeyRecord } from './host-file.ts'
import type { KeyRing } from './key-ring.ts'

/** Lets the keys of an earlier run open their sandboxes again. Keys of a sandbox that is gone are left out. */
export function restoreKeys(
  keyRing: KeyRing,
  records: readonly KeyRecord[],
  sandboxOf: (id: string) => Sandbox | undefined,
): void {
  for (const record of records) {
    const sandbox = sandboxOf(record.sandbox)
    if (sandbox === undefined) continue
    keyRing.restoreKey({
      hash: record.hash,
      hint: record.hint,
      scope: record.scope,
      accountId: record.account_id,
      tenantId: record.tenant_id,
      createdMs: Date.parse(record.created_at),
      sandbox,
    })
  }
}

/** The keys as they are kept. `idOf` gives null for a sandbox that does not outlive this run, and its keys with it. */
export function keyRecords(keyRing: KeyRing, idOf: (sandbox: Sandbox) => string | null): KeyRecord[] {
  return keyRing.keys().flatMap(key => {
    const sandbox = idOf(key.sandbox)
    if (sandbox === null || key.isOfRun === true) return []
    return [
      {
        hash: key.hash,
        hint: key.hint,
        scope: key.scope,
        account_id: key.accountId,
        tenant_id: key.tenantId,
        sandbox,
        created_at: new Date(key.createdMs).toISOString(),
      },
    ]
  })
}
