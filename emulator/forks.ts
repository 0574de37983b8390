import { randomBytes } from 'node:crypto'
import { validationFailed } from '../src/contract/errors.ts'
import type { ForkWish, HostedSandbox, KeyPair } from './control/controlled.ts'
import type { DataFolder } from './data-folder.ts'
import { flush } from './host/flush.ts'
import { type Host, randomSecret } from './host/host.ts'
import type { ForkRecord } from './host/host-file.ts'
import { type Hosted, type HostedFacts, type HostingOptions, hostSandbox } from './hosted-sandbox.ts'
import { defaultAccountId, defaultTenantId } from './seed/default-members.ts'
import { openMemoryStore } from './store/sqlite/open.ts'
import { severWebhooks } from './store/webhooks.ts'

/** The forks of one process. */
export interface Forks {
  list(): readonly Hosted[]
  /** Copies a sandbox as it is now. Throws `validation_failed` for a name that is taken. */
  fork(from: HostedSandbox, wish: ForkWish): Promise<{ fork: HostedSandbox; keys: KeyPair }>
  /** Opens a fork that an earlier run kept. */
  reopen(record: ForkRecord): Promise<void>
  /** Ends a fork and deletes its data and keys. */
  discard(fork: HostedSandbox): Promise<void>
  /** The forks that are kept on disk. */
  records(): ForkRecord[]
  close(): Promise<void>
}

const longestTimerMs = 2 ** 31 - 1

/** No forks yet. `folder` is where kept ones lie, null where nothing is kept; `onChange` is told when that changes. */
export function createForks(
  host: Host,
  folder: DataFolder | null,
  options: HostingOptions,
  onChange: () => void,
): Forks {
  const forks = new Map<string, Hosted>()
  const timers = new Map<string, NodeJS.Timeout>()

  const expireInTime = (fork: Hosted) => {
    if (fork.expiresMs === null) return
    const waitMs = Math.max(0, fork.expiresMs - Date.now())
    const next = () =>
      fork.expiresMs !== null && fork.expiresMs <= Date.now() ? expire(fork) : expireInTime(fork)
    timers.set(fork.id, setTimeout(next, Math.min(waitMs, longestTimerMs)).unref())
  }
  const expire = (fork: Hosted) =>
    void discard(fork).catch(error => options.reportBug(error, `the end of ${fork.id}`))

  async function discard({ id }: HostedSandbox): Promise<void> {
    const fork = forks.get(id)
    if (fork === undefined) return
    clearTimeout(timers.get(id))
    forks.delete(id)
    for (const key of host.keys()) if (key.sandbox === fork.sandbox) host.revokeKey(key.id)
    await fork.close()
    if (fork.data === ':memory:') return
    folder?.deleteFork(id)
    onChange()
  }

  async function copy(from: HostedSandbox, id: string, keep: boolean) {
    await flush(from.sandbox)
    const { store } = from.sandbox
    if (!keep || folder === null)
      return { store: await openMemoryStore(await store.serialize()), data: ':memory:' }
    const path = folder.forkPath(id)
    await store.copyTo(path)
    return { store: await folder.openFork(id), data: path }
  }

  return {
    list: () => [...forks.values()],
    async fork(from, { name, expiresInMs, keep = false }) {
      refuseTakenName(name, forks.values())
      if (keep && folder === null)
        throw fault('/keep', 'not_possible', 'the sandbox itself keeps nothing: it runs on --data :memory:')
      const createdMs = Date.now()
      const id = `fork_${randomBytes(6).toString('hex')}`
      const { store, data } = await copy(from, id, keep)
      const facts: HostedFacts = {
        id,
        name: name ?? null,
        data,
        createdMs,
        expiresMs: expiresInMs === undefined ? null : createdMs + expiresInMs,
      }
      await store.write(severWebhooks)
      const fork = await hostSandbox(store, facts, options)
      forks.set(id, fork)
      expireInTime(fork)
      const keys = { secret: randomSecret('secret'), publishable: randomSecret('publishable') }
      for (const scope of ['secret', 'publishable'] as const) {
        host.addKey(keys[scope], {
          scope,
          accountId: defaultAccountId,
          tenantId: defaultTenantId,
          sandbox: fork.sandbox,
        })
      }
      if (keep) onChange()
      return { fork, keys }
    },
    async reopen({ id, name, created_at, expires_at }) {
      if (folder === null) return
      const expiresMs = expires_at === null ? null : Date.parse(expires_at)
      if (expiresMs !== null && expiresMs <= Date.now()) return folder.deleteFork(id)
      const facts = { id, name, data: folder.forkPath(id), createdMs: Date.parse(created_at), expiresMs }
      const fork = await hostSandbox(await folder.openFork(id), facts, options)
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
      for (const fork of forks.values()) await fork.close()
      forks.clear()
    },
  }
}

function refuseTakenName(name: string | undefined, forks: Iterable<Hosted>): void {
  if (name === undefined) return
  if (name !== 'main' && ![...forks].some(fork => fork.name === name || fork.id === name)) return
  throw fault('/name', 'taken', `is taken: another sandbox is called ${name}`)
}

function fault(path: string, code: string, message: string) {
  return validationFailed([{ path, code, message }])
}
