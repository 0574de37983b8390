import { join } from 'node:path'
import { closeAll } from '../sandbox/close-all.ts'
import { openMemoryStore } from '../store/sqlite/open.ts'
import { type DataFolder, openDataFolder } from './data-folder.ts'
import { addKeys, defaultKeys } from './default-keys.ts'
import type { Fleet, KeyPair } from './fleet.ts'
import type { FleetSandbox } from './fleet-sandbox.ts'
import { createForks, type Forks, revokeKeysOf } from './forks.ts'
import type { FleetRecord } from './host-file.ts'
import { keyRecords, restoreKeys } from './kept-keys.ts'
import { createKeyRing, type KeyRing } from './key-ring.ts'
import { openFleetSandbox, type SandboxOptions } from './open-fleet-sandbox.ts'
import { refuseOtherDataSet } from './same-data-set.ts'
import { snapshotsInFolder } from './snapshots/folder-place.ts'
import { snapshotsInMemory } from './snapshots/memory-place.ts'
import { createSnapshots } from './snapshots/snapshots.ts'

export interface FleetOptions extends SandboxOptions {
  /** The folder of the files, or `:memory:`. */
  readonly data: string
  readonly allowLiveKeys: boolean
  /** Version of the tool, which snapshots name. */
  readonly version?: string
  /** Where the keys are kept that lead here; by themselves by default. Several may share a server. */
  readonly keyRing?: KeyRing
  /** The first keys of a new main sandbox; the default ones by default. */
  readonly keys?: KeyPair
  /** The database that a main sandbox in memory is a copy of; it gets a data set by default. */
  readonly template?: Buffer
}

/** Opens the main sandbox and its kept forks. Throws a usage Failure that says what stands in the way. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const { data, template } = options
  const folder = data === ':memory:' ? null : openDataFolder(data)
  try {
    const store = folder === null ? await openMemoryStore(template) : await folder.openMain()
    const facts = { id: 'main', name: null, data, createdMs: Date.now(), expiresMs: null }
    const isCopy = folder === null && template !== undefined
    const main = await openFleetSandbox(store, facts, { ...options, isCopy })
    await refuseOtherDataSet(main, options.dataSet)
    return await assemble(main, folder, options)
  } catch (error) {
    folder?.release()
    throw error
  }
}

async function assemble(
  main: FleetSandbox,
  folder: DataFolder | null,
  options: FleetOptions,
): Promise<Fleet> {
  const { allowLiveKeys, keys = defaultKeys } = options
  // Strangers are told of also where no key is left.
  const sandboxOfStranger = (named?: string) => (find(named) ?? main).sandbox
  const keyRing = options.keyRing ?? createKeyRing({ allowLiveKeys, sandboxOfStranger })
  const found = folder?.found
  let port = found?.port ?? null
  let running: FleetRecord['running'] = { pid: process.pid, since: new Date().toISOString() }
  const keptId = (sandbox: FleetSandbox) => (sandbox.data === ':memory:' ? null : sandbox.id)
  const save = () =>
    folder?.save({
      version: 1,
      port,
      running,
      keys: keyRecords(
        keyRing,
        sandbox => [main, ...forks.list()].filter(one => one.sandbox === sandbox).map(keptId)[0] ?? null,
      ),
      forks: forks.records(),
    })
  const place = folder === null ? snapshotsInMemory() : snapshotsInFolder(join(folder.path, 'snapshots'))
  const snapshots = createSnapshots(place, options.version ?? 'unknown')
  const forks: Forks = createForks(keyRing, folder, { ...options, snapshots }, save)
  const list = () => [main, ...forks.list()]
  const find = (idOrName?: string) => list().find(({ id, name }) => id === idOrName || name === idOrName)
  try {
    for (const record of found?.forks ?? []) await forks.reopen(record)
    if (found === undefined) addKeys(keyRing, main.sandbox, keys)
    else restoreKeys(keyRing, found.keys, id => list().find(one => one.id === id)?.sandbox)
    save()
  } catch (error) {
    await closeAll([forks.close, main.close]).catch(() => undefined)
    throw error
  }
  return {
    keyRing,
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
      // The keys of a folder are kept; those in a key ring that lives on must lead nowhere.
      if (options.keyRing !== undefined) revokeKeysOf(keyRing, list())
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
