import { randomBytes } from 'node:crypto'
import { validationFailed } from '../../src/contract/errors/errors.ts'
import { closeAll } from '../sandbox/close-all.ts'
import { flush } from '../sandbox/flush.ts'
import { leaveSnapshot } from '../store/snapshot-facts.ts'
import { openMemoryStore } from '../store/sqlite/open.ts'
import { severWebhooks } from '../store/webhooks.ts'
import type { DataFolder } from './data-folder.ts'
import { addKeys } from './default-keys.ts'
import type { ForkWish, KeyPair } from './fleet.ts'
import type { FleetSandbox, SandboxFacts } from './fleet-sandbox.ts'
import type { ForkRecord } from './host-file.ts'
import { type KeyRing, randomSecret } from './key-ring.ts'
import { openFleetSandbox, type SandboxOptions } from './open-fleet-sandbox.ts'
import type { Snapshots } from './snapshots/snapshots.ts'

/** The forks of one process. */
export interface Forks {
  list(): readonly FleetSandbox[]
  /** Copies a sandbox as it is now. Throws `validation_failed` for a name that is taken. */
  fork(from: FleetSandbox, wish: ForkWish): Promise<{ fork: FleetSandbox; keys: KeyPair }>
  /** Opens a fork that an earlier run kept. */
  reopen(record: ForkRecord): Promise<void>
  /** Ends a fork and deletes its data and keys. */
  discard(fork: FleetSandbox): Promise<void>
  /** The forks that are kept on disk. */
  records(): ForkRecord[]
  close(): Promise<void>
}

const longestTimerMs = 2 ** 31 - 1

/** No forks yet. `folder` is where kept ones lie, null where nothing is kept; `onChange` is told when that changes. */
export function createForks(
  keyRing: KeyRing,
  folder: DataFolder | null,
  options: SandboxOptions & { readonly snapshots: Snapshots },
  onChange: () => void,
): Forks {
  const forks = new Map<string, FleetSandbox>()
  const timers = new Map<string, NodeJS.Timeout>()
  /** Names of forks that are being made. */
  const names = new Set<string>()

  const expireInTime = (fork: FleetSandbox) => {
    if (fork.expiresMs === null) return
    const waitMs = Math.max(0, fork.expiresMs - Date.now())
    const next = () =>
      fork.expiresMs !== null && fork.expiresMs <= Date.now() ? expire(fork) : expireInTime(fork)
    timers.set(fork.id, setTimeout(next, Math.min(waitMs, longestTimerMs)).unref())
  }
  const expire = (fork: FleetSandbox) =>
    void discard(fork).catch(error => options.reportBug(error, `the end of ${fork.id}`))

  async function discard({ id }: FleetSandbox): Promise<void> {
    const fork = forks.get(id)
    if (fork === undefined) return
    clearTimeout(timers.get(id))
    forks.delete(id)
    revokeKeysOf(keyRing, [fork])
    if (fork.data === ':memory:') return await fork.close()
    await closeAll([fork.close, () => folder?.deleteFork(id), onChange])
  }

  async function copy(from: FleetSandbox, id: string, keep: boolean) {
    await flush(from.sandbox)
    const { store } = from.sandbox
    if (!keep || folder === null)
      return { store: await openMemoryStore(await store.serialize()), data: ':memory:' }
    return await keptStore(folder, id, path => store.copyTo(path))
  }

  async function copySnapshot(name: string, id: string, keep: boolean) {
    const { store, data } =
      !keep || folder === null
        ? { store: await openMemoryStore(await options.snapshots.bytesOf(name)), data: ':memory:' }
        : await keptStore(folder, id, path => options.snapshots.writeTo(name, path))
    await store.write(leaveSnapshot)
    return { store, data }
  }

  async function keptStore(kept: DataFolder, id: string, fill: (path: string) => Promise<void>) {
    const path = kept.forkPath(id)
    try {
      await fill(path)
      return { store: await kept.openFork(id), data: path }
    } catch (error) {
      kept.deleteFork(id)
      throw error
    }
  }

  async function make(
    from: FleetSandbox,
    { name, expiresInMs, keep = false, fromSnapshot }: ForkWish,
  ): Promise<{ fork: FleetSandbox; keys: KeyPair }> {
    const createdMs = Date.now()
    const id = `fork_${randomBytes(6).toString('hex')}`
    const { store, data } =
      fromSnapshot === undefined ? await copy(from, id, keep) : await copySnapshot(fromSnapshot, id, keep)
    const facts: SandboxFacts = {
      id,
      name: name ?? null,
      data,
      createdMs,
      expiresMs: expiresInMs === undefined ? null : createdMs + expiresInMs,
    }
    const isCopy = fromSnapshot === undefined
    await store.write(severWebhooks)
    const fork = await openFleetSandbox(store, facts, { ...options, isCopy })
    forks.set(id, fork)
    expireInTime(fork)
    const keys = { secret: randomSecret('secret'), publishable: randomSecret('publishable') }
    addKeys(keyRing, fork.sandbox, keys)
    if (keep) onChange()
    return { fork, keys }
  }

  return {
    list: () => [...forks.values()],
    async fork(from, wish) {
      refuseTakenName(wish.name, forks.values(), names)
      if (wish.keep === true && folder === null)
        throw fault('/keep', 'not_possible', 'the sandbox itself keeps nothing: it runs on --data :memory:')
      if (wish.name === undefined) return await make(from, wish)
      names.add(wish.name)
      try {
        return await make(from, wish)
      } finally {
        names.delete(wish.name)
      }
    },
    async reopen({ id, name, created_at, expires_at }) {
      if (folder === null) return
      const expiresMs = expires_at === null ? null : Date.parse(expires_at)
      if (expiresMs !== null && expiresMs <= Date.now()) return folder.deleteFork(id)
      const facts = { id, name, data: folder.forkPath(id), createdMs: Date.parse(created_at), expiresMs }
      const fork = await openFleetSandbox(await folder.openFork(id), facts, options)
      forks.set(id, fork)
      expireInTime(fork)
    },
    discard,
    records: () =>
      [...forks.values()].flatMap(({ id, name, data, createdMs, expiresMs }) =>
        data === ':memory:'
          ? []
          : [
              {
                id,
                name,
                created_at: new Date(createdMs).toISOString(),
                expires_at: expiresMs === null ? null : new Date(expiresMs).toISOString(),
              },
            ],
      ),
    async close() {
      for (const timer of timers.values()) clearTimeout(timer)
      // They stay in the list: the record of what is kept is written after this.
      await closeAll([...forks.values()].map(fork => fork.close))
    },
  }
}

/** Makes the keys of sandboxes unknown. */
export function revokeKeysOf(keyRing: KeyRing, sandboxes: readonly FleetSandbox[]): void {
  const ending = new Set(sandboxes.map(({ sandbox }) => sandbox))
  for (const key of keyRing.keys()) if (ending.has(key.sandbox)) keyRing.revokeKey(key.id)
}

function refuseTakenName(name: string | undefined, forks: Iterable<FleetSandbox>, names: Set<string>): void {
  if (name === undefined) return
  const isTaken = name === 'main' || names.has(name)
  if (!isTaken && ![...forks].some(fork => fork.name === name || fork.id === name)) return
  throw fault('/name', 'taken', `is taken: another sandbox is called ${name}`)
}

function fault(path: string, code: string, message: string) {
  return validationFailed([{ path, code, message }])
}
