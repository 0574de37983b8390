import { type AllowedHosts, allowsHost } from '../../src/webhooks/allowed-hosts.ts'
import type { SandboxClock } from '../clock/time/sandbox-clock.ts'
import type { Trx } from '../store/schema.ts'
import { sessionOf } from '../store/session.ts'
import type { Store } from '../store/store.ts'
import { findTenant, type Tenant } from '../store/tenants.ts'
import { type CommitSignal, createCommitSignal } from './commit-signal.ts'
import { createFaults, type Faults } from './faults.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'

/** A key that leads to a sandbox, as far as it is told. */
export interface SandboxKey {
  readonly id: string
  readonly hint: string
  readonly scope: 'secret' | 'publishable'
  readonly accountId: string
}

/** The keys that lead to a sandbox; whoever keeps them says so. */
export interface SandboxKeys {
  list(): readonly SandboxKey[]
  /** Makes one unknown. */
  revoke(id: string): void
}

/** A copy of the sandbox that keeps the data of its time. */
export interface SandboxCopy {
  readonly kind: 'snapshot' | 'fork'
  readonly name: string
}

/** One isolated world of the API: its data, clock and limits. Several live behind one port, told apart by keys. */
export interface Sandbox extends CommitSignal {
  readonly store: Store
  readonly clock: SandboxClock
  /** From which ids and secrets are drawn: the same seed gives the same ids. It comes with the data. */
  readonly seed: string
  /** Takes over the seed of other data. */
  useSeed(seed: string): void
  readonly limiter: RateLimiter
  readonly log: RequestLog
  /** What is to go wrong with requests. */
  readonly faults: Faults
  /** The keys that lead here; none until somebody keeps some. */
  readonly keys: SandboxKeys
  useKeys(keys: SandboxKeys): void
  /** The copies that were made of it, and are still there. */
  copies(): readonly SandboxCopy[]
  /** Requests with an idempotency key that are running now. */
  readonly runningKeys: Set<string>
  /** `store.write` for work that may emit events: after its commit, whoever listens with `onCommit` is told. */
  commit<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /** The same with a transaction of its own, for work that takes long or waits in the middle. */
  commitAlone<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /** Where webhooks may go. */
  readonly webhooksTo: AllowedHosts
  /** Whether webhooks may go to a host, as far as its name tells. */
  allowsWebhooksTo(hostname: string): boolean
  /** Tells whoever listens that a job is due at this sandbox time, in milliseconds. */
  wake(dueMs: number): void
  /** Sets who is told of newly scheduled jobs: the timer of a running clock. */
  onWake(listener: (dueMs: number) => void): void
  /** The tenant, or undefined. Remembered until a write of that tenant forgets it. */
  tenant(id: string): Promise<Tenant | undefined>
  /** Forgets what is remembered of one tenant, or of all when all rows are others; after the commit that did it. */
  forgetTenants(id?: string): void
  /** Grows when all rows are others, as after a reset: whoever follows the log begins anew. */
  readonly generation: number
  /** Aborted when the sandbox comes to its end, before its store is closed. */
  readonly ended: AbortSignal
  end(): void
}

/** Puts a sandbox together from its parts. */
export function createSandbox(
  parts: Pick<Sandbox, 'store' | 'clock' | 'seed' | 'limiter'>,
  webhooksTo: AllowedHosts = 'loopback',
  copies: Sandbox['copies'] = () => [],
): Sandbox {
  const tenants = new Map<string, Tenant>()
  const remembered = { generation: 0 }
  const signal = createCommitSignal()
  const ending = new AbortController()
  let pasts = 0
  let listener: (dueMs: number) => void = () => {}
  let { seed } = parts
  let keys: SandboxKeys = { list: () => [], revoke: () => {} }
  return {
    ...parts,
    get seed() {
      return seed
    },
    useSeed(next) {
      seed = next
    },
    get keys() {
      return keys
    },
    useKeys(kept) {
      keys = kept
    },
    copies,
    log: createRequestLog(),
    faults: createFaults(),
    runningKeys: new Set(),
    ...signal,
    async commitAlone(work) {
      const result = await parts.store.writeAlone(work)
      signal.committed()
      return result
    },
    async commit(work) {
      let written: ReadonlySet<string> | undefined
      const result = await parts.store.write(async trx => {
        const done = await work(trx)
        written = sessionOf(trx)?.written()
        return done
      })
      const tables = written
      signal.committed(tables && { mayHaveWritten: (...names) => names.some(name => tables.has(name)) })
      return result
    },
    ended: ending.signal,
    end: () => ending.abort(),
    webhooksTo,
    allowsWebhooksTo: hostname => allowsHost(hostname, webhooksTo),
    wake: dueMs => listener(dueMs),
    onWake(next) {
      listener = next
    },
    async tenant(id) {
      const known = tenants.get(id)
      if (known !== undefined) return known
      const { generation } = remembered
      const found = await parts.store.read(trx => findTenant(trx, id))
      // A read that began before a change may end after it: what it found is answered, and not remembered.
      if (found !== undefined && generation === remembered.generation) tenants.set(id, found)
      return found
    },
    forgetTenants(id) {
      remembered.generation += 1
      if (id !== undefined) return void tenants.delete(id)
      tenants.clear()
      pasts += 1
    },
    get generation() {
      return pasts
    },
  }
}
