import type { Clock } from '../clock/clock.ts'
import type { Store } from '../store/store.ts'
import { findTenant, type Tenant } from '../store/tenants.ts'
import type { RateLimiter } from './rate-limiter.ts'

/** One isolated world of the API: its data, clock and limits. Several live behind one port, told apart by keys. */
export interface Sandbox {
  readonly store: Store
  readonly clock: Clock
  /** From which ids and secrets are drawn: the same seed gives the same ids. */
  readonly seed: string
  readonly limiter: RateLimiter
  /** Requests with an idempotency key that are running now. */
  readonly runningKeys: Set<string>
  /** The tenant, or undefined. Remembered until a write of that tenant forgets it. */
  tenant(id: string): Promise<Tenant | undefined>
}

/** Puts a sandbox together from its parts. */
export function createSandbox(parts: Pick<Sandbox, 'store' | 'clock' | 'seed' | 'limiter'>): Sandbox {
  const tenants = new Map<string, Tenant>()
  return {
    ...parts,
    runningKeys: new Set(),
    async tenant(id) {
      const known = tenants.get(id)
      if (known !== undefined) return known
      const found = await parts.store.read(trx => findTenant(trx, id))
      if (found !== undefined) tenants.set(id, found)
      return found
    },
  }
}
