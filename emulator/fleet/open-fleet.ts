import { join } from 'node:path'
import { closeAll } from '../sandbox/close-all.ts'
import { openMemoryStore } from '../store/sqlite/open.ts'
import { type DataFolder, openDataFolder } from './data-folder.ts'
import { addKeys, defaultKeys } from './default-keys.ts'
import type { KeyPair, SandboxShelf } from './fleet.ts'
import { type Hosted, type HostingOptions, hostSandbox } from './fleet-sandbox.ts'
import { createForks, type Forks, revokeKeysOf } from './forks.ts'
import type { HostRecord } from './host-file.ts'
import { keyRecords, restoreKeys } from './kept-keys.ts'
import { createHost, type Host } from './key-ring.ts'
import { refuseOtherDataSet } from './same-data-set.ts'
import { snapshotsInFolder } from './snapshots/folder-place.ts'
import { snapshotsInMemory } from './snapshots/memory-place.ts'
import { createSnapshots } from './snapshots/snapshots.ts'

export interface SandboxHostOptions extends HostingOptions {
  /** The folder of the files, or `:memory:`. */
  readonly data: string
  readonly allowLiveKeys: boolean
  /** Version of the tool, which snapshots name. */
  readonly version?: string
  /** Where the keys are kept that lead here; by themselves unless told. Several may share a server. */
  readonly host?: Host
  /** The first keys of a new main sandbox; the default ones unless told. */
  readonly keys?: KeyPair
  /** The database that a main sandbox in memory is a copy of; it gets a data set unless told. */
  readonly template?: Buffer
}

/** All sandboxes of one process, with the keys that lead to them and the record that outlives it. */
export interface SandboxHost extends SandboxShelf {
  readonly host: Host
  readonly main: Hosted
  /** The first keys of the main sandbox; they may have been revoked. */
  readonly keys: KeyPair
  /** The run before this one, if it ended without saying so. */
  readonly crashed: HostRecord['running']
  /** The port of the last run, or null. */
  readonly lastPort: number | null
  /** Keeps the port that this run listens on. */
  keepPort(port: number): void
  close(): Promise<void>
}

/** Opens the main sandbox and its kept forks. Throws a usage Failure that says what stands in the way. */
export async function openSandboxHost(options: SandboxHostOptions): Promise<SandboxHost> {
  const { data, template } = options
  const folder = data === ':memory:' ? null : openDataFolder(data)
  try {
    const store = folder === null ? await openMemoryStore(template) : await folder.openMain()
    const facts = { id: 'main', name: null, data, createdMs: Date.now(), expiresMs: null }
    const isCopy = folder === null && template !== undefined
    const main = await hostSandbox(store, facts, { ...options, isCopy })
    await refuseOtherDataSet(main, options.dataSet)
    return await assemble(main, folder, options)
  } catch (error) {
    folder?.release()
    throw error
  }
}

async function assemble(
  main: Hosted,
  folder: DataFolder | null,
  options: SandboxHostOptions,
): Promise<SandboxHost> {
  const { allowLiveKeys, keys = defaultKeys } = options
  // Strangers are told of also where no key is left.
  const sandboxOfStranger = (named?: string) => (find(named) ?? main).sandbox
  const host = options.host ?? createHost({ allowLiveKeys, sandboxOfStranger })
  const found = folder?.found
  let port = found?.port ?? null
  let running: HostRecord['running'] = { pid: process.pid, since: new Date().toISOString() }
  const keptId = (sandbox: Hosted) => (sandbox.data === ':memory:' ? null : sandbox.id)
  const save = () =>
    folder?.save({
      version: 1,
      port,
      running,
      keys: keyRecords(
        host,
        sandbox => [main, ...forks.list()].filter(one => one.sandbox === sandbox).map(keptId)[0] ?? null,
      ),
      forks: forks.records(),
    })
  const place = folder === null ? snapshotsInMemory() : snapshotsInFolder(join(folder.path, 'snapshots'))
  const snapshots = createSnapshots(place, options.version ?? 'unknown')
  const forks: Forks = createForks(host, folder, { ...options, snapshots }, save)
  const list = () => [main, ...forks.list()]
  const find = (idOrName?: string) => list().find(({ id, name }) => id === idOrName || name === idOrName)
  try {
    for (const record of found?.forks ?? []) await forks.reopen(record)
    if (found === undefined) addKeys(host, main.sandbox, keys)
    else restoreKeys(host, found.keys, id => list().find(one => one.id === id)?.sandbox)
    save()
  } catch (error) {
    await closeAll([forks.close, main.close]).catch(() => undefined)
    throw error
  }
  return {
    host,
    main,
    keys,
    snapshots,
    crashed: found?.running ?? null,
    lastPort: port,
    list,
    find,
    fork: forks.fork,
    discard: forks.discard,
    onKeysChange: save,
    keepPort(next) {
      port = next
      save()
    },
    async close() {
      // The keys of a folder are kept; those in a host that lives on must lead nowhere.
      if (options.host !== undefined) revokeKeysOf(host, list())
      try {
        await closeAll([forks.close, main.close])
        running = null
        save()
      } finally {
        // Whatever went wrong: nobody else could have the folder before this process ends.
        folder?.release()
      }
    },
  }
}
