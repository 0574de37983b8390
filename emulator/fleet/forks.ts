import { randomBytes } from 'node:crypto'
import { validationFailed } from '../../src/contract/errors/errors.ts'
import { closeAll } from '../sandbox/close-all.ts'
import { flush } from '../sandbox/flush.ts'
import { leaveSnapshot } from '../store/snapshot-facts.ts'
import { openMemoryStore } from '../store/sqlite/open.ts'
import type { SqliteStore } from '../store/sqlite/sqlite-store.ts'
import { StorageFault } from '../store/storage-fault.ts'
import { severWebhooks } from '../store/webhooks.ts'
import { addKeys } from './default-keys.ts'
import type { ForkWish, KeyPair } from './fleet.ts'
import type { FleetSandbox, SandboxFacts } from './fleet-sandbox.ts'
import type { ForkFiles } from './fork-files.ts'
import { ForkTimers } from './fork-timers.ts'
import type { ForkRecord } from './host-file.ts'
import { reopenForks, sweepForks } from './kept-forks.ts'
import { type KeyRing, randomSecret } from './key-ring.ts'
import { openFleetSandbox, type SandboxOptions } from './open-fleet-sandbox.ts'
import { orDamaged } from './snapshots/refusals.ts'
import type { Snapshots } from './snapshots/snapshots.ts'

/** What forks are made with. */
interface ForkParts {
  readonly keyRing: KeyRing
  /** Where kept ones lie; null where nothing is kept. */
  readonly files: ForkFiles | null
  readonly snapshots: Snapshots
  readonly options: SandboxOptions
  /** Told when other forks are kept than before: writes the record. Throws a StorageFault. */
  readonly onChange: () => void
}

type Made = { readonly fork: FleetSandbox; readonly keys: KeyPair }

/**
 * The forks of one process. Of a kept one the record is written when its file is whole, and first when it goes: a run
 * that is killed in between leaves a file without a record, which the next one removes.
 */
export class Forks {
  readonly #parts: ForkParts
  readonly #forks = new Map<string, FleetSandbox>()
  readonly #timers = new ForkTimers(id => this.#expire(id))
  /** Names of forks that are being made. */
  readonly #namesTaken = new Set<string>()

  /** No forks yet. */
  constructor(parts: ForkParts) {
    this.#parts = parts
  }

  list(): readonly FleetSandbox[] {
    return [...this.#forks.values()]
  }

  /** Copies a sandbox as it is now. Throws `validation_failed` for a name that is taken. */
  async fork(from: FleetSandbox, wish: ForkWish): Promise<Made> {
    refuseTakenName(wish.name, this.list(), this.#namesTaken)
    if (wish.keep === true && this.#parts.files === null)
      throw fault('/keep', 'not_possible', 'the sandbox itself keeps nothing: it runs on --data :memory:')
    if (wish.name === undefined) return await this.#make(from, wish)
    this.#namesTaken.add(wish.name)
    try {
      return await this.#make(from, wish)
    } finally {
      this.#namesTaken.delete(wish.name)
    }
  }

  /**
   * Opens the forks that an earlier run kept; undefined where none left a record. Gives sentences about those that
   * cannot be opened.
   */
  async reopen(records: readonly ForkRecord[] | undefined): Promise<readonly string[]> {
    const { files, options } = this.#parts
    if (files === null) return []
    const { forks, notes } = await reopenForks(files, records ?? [], options)
    for (const fork of forks) this.#add(fork)
    return [...notes, ...(records === undefined ? sweepForks(files, [], false) : [])]
  }

  /** Removes the files of forks that are no more; after the record was written that does not name them. */
  sweep(): void {
    const { files } = this.#parts
    if (files !== null) sweepForks(files, [...this.#forks.keys()], true)
  }

  /** Ends a fork and deletes its data and keys. */
  async discard({ id }: Pick<FleetSandbox, 'id'>): Promise<void> {
    const fork = this.#forks.get(id)
    if (fork === undefined) return
    this.#timers.stop(id)
    this.#forks.delete(id)
    revokeKeysOf(this.#parts.keyRing, [fork])
    const { files } = this.#parts
    if (fork.data === ':memory:' || files === null) return await fork.close()
    const isRecorded = this.#tryToRecord()
    // A full disk has room for the record once the file is gone.
    const recordLast = isRecorded ? [] : [this.#parts.onChange]
    await closeAll([() => closeForGood(fork), () => files.delete(id), ...recordLast])
  }

  /** The forks that are kept on disk. */
  records(): ForkRecord[] {
    return this.list().flatMap(({ id, name, data, createdMs, expiresMs }) =>
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
    )
  }

  async close(): Promise<void> {
    this.#timers.stopAll()
    // They stay in the list: the record of what is kept is written after this.
    await closeAll(this.list().map(fork => fork.close))
  }

  async #make(from: FleetSandbox, wish: ForkWish): Promise<Made> {
    const { keyRing, options, onChange } = this.#parts
    const { name, expiresInMs, keep = false, fromSnapshot } = wish
    const createdMs = Date.now()
    const id = `fork_${randomBytes(6).toString('hex')}`
    const files = keep ? this.#parts.files : null
    const facts: SandboxFacts = {
      id,
      name: name ?? null,
      data: files === null ? ':memory:' : files.pathOf(id),
      createdMs,
      expiresMs: expiresInMs === undefined ? null : createdMs + expiresInMs,
    }
    let fork: FleetSandbox | undefined
    try {
      const store = await this.#copy(from, id, fromSnapshot, files)
      fork = await openFleetSandbox(store, facts, { ...options, isCopy: fromSnapshot === undefined })
      this.#add(fork)
      const keys = { secret: randomSecret('secret'), publishable: randomSecret('publishable') }
      addKeys(keyRing, fork.sandbox, keys)
      if (keep) onChange()
      return { fork, keys }
    } catch (error) {
      await this.#unmake(id, fork, files)
      throw error
    }
  }

  /** The store of a fork that goes on from a sandbox as it is now, or from a snapshot. */
  async #copy(
    from: FleetSandbox,
    id: string,
    snapshot: string | undefined,
    files: ForkFiles | null,
  ): Promise<SqliteStore> {
    const { snapshots } = this.#parts
    if (snapshot === undefined) {
      await flush(from.sandbox)
      const { copyTo, serialize } = from.database
      const copied = await opened(files, id, copyTo, serialize)
      return await changed(copied, severWebhooks)
    }
    return await orDamaged('/from_snapshot', async () => {
      const fill = (path: string) => snapshots.writeTo(snapshot, path)
      const copied = await opened(files, id, fill, () => snapshots.bytesOf(snapshot))
      return await changed(copied, async trx => {
        await leaveSnapshot(trx)
        await severWebhooks(trx)
      })
    })
  }

  /** Ends a fork that could not be made. What cannot be removed now is removed at the next start. */
  async #unmake(id: string, fork: FleetSandbox | undefined, files: ForkFiles | null): Promise<void> {
    this.#timers.stop(id)
    this.#forks.delete(id)
    if (fork !== undefined) revokeKeysOf(this.#parts.keyRing, [fork])
    await closeAll([() => fork?.close(), () => files?.delete(id)]).catch(() => undefined)
  }

  #add(fork: FleetSandbox): void {
    this.#forks.set(fork.id, fork)
    this.#timers.start(fork)
  }

  #expire(id: string): void {
    const { reportBug } = this.#parts.options
    void this.discard({ id }).catch(error => {
      if (!(error instanceof StorageFault)) reportBug(error, `the end of ${id}`)
    })
  }

  #tryToRecord(): boolean {
    try {
      this.#parts.onChange()
      return true
    } catch (error) {
      if (error instanceof StorageFault) return false
      throw error
    }
  }
}

/** A store of a copy: in a file that is filled, or in memory. */
async function opened(
  files: ForkFiles | null,
  id: string,
  fill: (path: string) => Promise<void>,
  bytes: () => Promise<Buffer>,
): Promise<SqliteStore> {
  if (files === null) return await openMemoryStore(await bytes())
  await fill(files.make(id))
  return await files.open(id)
}

async function changed(
  store: SqliteStore,
  change: Parameters<SqliteStore['write']>[0],
): Promise<SqliteStore> {
  try {
    await store.write(change)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/** What cannot be written down any more is deleted next. */
async function closeForGood(fork: FleetSandbox): Promise<void> {
  try {
    await fork.close()
  } catch (error) {
    if (!(error instanceof StorageFault)) throw error
  }
}

/** Makes the keys of sandboxes unknown. */
export function revokeKeysOf(keyRing: KeyRing, sandboxes: readonly FleetSandbox[]): void {
  const ending = new Set(sandboxes.map(({ sandbox }) => sandbox))
  for (const key of keyRing.keys()) if (ending.has(key.sandbox)) keyRing.revokeKey(key.id)
}

function refuseTakenName(
  name: string | undefined,
  forks: readonly FleetSandbox[],
  taken: ReadonlySet<string>,
): void {
  if (name === undefined) return
  const isTaken = name === 'main' || taken.has(name)
  if (!isTaken && !forks.some(fork => fork.name === name || fork.id === name)) return
  throw fault('/name', 'taken', `is taken: another sandbox is called ${name}`)
}

function fault(path: string, code: string, message: string) {
  return validationFailed([{ path, code, message }])
}
