import { randomBytes } from 'node:crypto'
import type { FirstKeys, SandboxStatus } from '../../src/control/sandbox-control.ts'
import type { RetryProfile } from '../../src/webhooks/retry-profiles.ts'
import type { Fleet } from '../fleet/fleet.ts'
import type { FleetSandbox } from '../fleet/fleet-sandbox.ts'
import { countPending } from '../store/deliveries.ts'
import type { Store } from '../store/store.ts'
import { listTenants } from '../store/tenants.ts'
import type { FleetControl } from './control.ts'
import { troubleOf } from './health.ts'

/** Lets the control API at the sandboxes of a keyRing, behind a new token. `stop` is called when somebody asks for the end. */
export function controlFleet(fleet: Fleet, stop: () => void, retries: RetryProfile = 'spec'): FleetControl {
  const token = `ctl_${randomBytes(24).toString('base64url')}`
  const startedAt = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  const status = async ({ sandbox, data }: FleetSandbox) => ({
    pid: process.pid,
    data,
    started_at: startedAt,
    // Only the first keys of the main sandbox can be told again.
    keys: sandbox === fleet.main.sandbox ? keysLeft(fleet) : null,
    tenants: (await sandbox.store.read(listTenants)).map(({ id, name, plan }) => ({ id, name, plan })),
    webhooks: { retries, pending: await sandbox.store.read(countPending) },
    ...storageOf(sandbox.store),
  })
  return { token, fleet, status, stop }
}

function storageOf(store: Store): Pick<SandboxStatus, 'storage'> {
  const storage = troubleOf(store)
  return storage === null ? {} : { storage }
}

/** The first keys of the main sandbox, as far as they were not revoked. */
export function keysLeft({ keyRing, keys }: Pick<Fleet, 'keyRing' | 'keys'>): FirstKeys {
  const left = (key: string) => (keyRing.findKey(key) === undefined ? null : key)
  return { secret: left(keys.secret), publishable: left(keys.publishable) }
}
