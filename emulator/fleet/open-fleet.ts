import { closeAll } from '../sandbox/close-all.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { asOpeningFailure, openMemoryStore } from '../store/sqlite/open.ts'
import { StorageFault } from '../store/storage-fault.ts'
import { type DataFolder, openDataFolder } from './data-folder.ts'
import { addKeys, defaultKeys } from './default-keys.ts'
import type { Fleet, KeyPair } from './fleet.ts'
import { FleetRecorder } from './fleet-recorder.ts'
import type { FleetSandbox } from './fleet-sandbox.ts'
import { Forks, revokeKeysOf } from './forks.ts'
import { keyRecords, restoreKeys } from './kept-keys.ts'
import { createKeyRing, type KeyRing } from './key-ring.ts'
import { openFleetSandbox, type SandboxOptions } from './open-fleet-sandbox.ts'
import { refuseOtherDataSet } from './same-data-set.ts'
import { snapshotsInFolder } from './snapshots/folder-place.ts'
import { snapshotsInMemory } from './snapshots/memory-place.ts'
import { Snapshots } from './snapshots/snapshots.ts'

export interface FleetOptions extends SandboxOptions {
  /** The folder of the files, or `:memory:`. */
  readonly data: string
  /** Whether live keys act as the first keys of the main sandbox. */
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
  const { data } = options
  const folder = data === ':memory:' ? null : openDataFolder(data)
  try {
    const copies: LateCopies = { list: () => [] }
    const withCopies = { ...options, copies: () => copies.list() }
    return await assemble(await openMain(folder, withCopies), folder, withCopies, copies)
  } catch (error) {
    folder?.release()
    throw folder === null ? error : asOpeningFailure(folder.database, error)
  }
}

/** The copies of a fleet's sandboxes, which are known once all of it is open. */
interface LateCopies {
  list: Sandbox['copies']
}

async function openMain(folder: DataFolder | null, options: FleetOptions): Promise<FleetSandbox> {
  const { data, template } = options
  const store = folder === null ? await openMemoryStore(template) : await folder.openMain()
  const facts = { id: 'main', name: null, data, createdMs: Date.now(), expiresMs: null }
  const isCopy = folder === null && template !== undefined
  const main = await openFleetSandbox(store, facts, { ...options, isCopy })
  await refuseOtherDataSet(main, options.dataSet)
  return main
}

async function assemble(
  main: FleetSandbox,
  folder: DataFolder | null,
  options: FleetOptions,
  copies: LateCopies,
): Promise<Fleet> {
  const { allowLiveKeys, keys = defaultKeys } = options
  // Strangers are told of also where no key is left.
  const sandboxOfStranger = (named?: string) => (find(named) ?? main).sandbox
  const keyRing =
    options.keyRing ?? createKeyRing({ allowLiveKeys: allowLiveKeys && keys, sandboxOfStranger })
  const found = folder?.found
  const recorder = new FleetRecorder(folder, () => ({
    keys: keyRecords(keyRing, sandbox => keptIdOf(sandbox, list())),
    forks: forks.records(),
  }))
  const lastPort = recorder.port
  const save = () => recorder.save()
  const place =
    folder === null ? snapshotsInMemory() : snapshotsInFolder(folder.snapshots, () => folder.requireHeld())
  const snapshots = new Snapshots(place, options.version ?? 'unknown')
  const forks = new Forks({ keyRing, files: folder?.forks ?? null, snapshots, options, onChange: save })
  const list = () => [main, ...forks.list()]
  const find = (idOrName?: string) => list().find(({ id, name }) => id === idOrName || name === idOrName)
  const isHere = () => [
    ...snapshots.names().map(name => ({ kind: 'snapshot', name }) as const),
    ...forks.list().map(({ id, name }) => ({ kind: 'fork', name: name ?? id }) as const),
  ]
  copies.list = isHere
  const unheard = keyRing.onRevoked(save)
  const closeSandboxes = () => closeAll([() => forks.close(), main.close])
  let notes: readonly string[]
  try {
    notes = await forks.reopen(folder === null || found !== undefined ? (found?.forks ?? []) : undefined)
    if (found === undefined) addKeys(keyRing, main.sandbox, keys)
    else restoreKeys(keyRing, found.keys, id => list().find(one => one.id === id)?.sandbox)
    save()
    forks.sweep()
  } catch (error) {
    await closeSandboxes().catch(() => undefined)
    throw error
  }
  return {
    keyRing,
    main,
    keys,
    snapshots,
    notes,
    crashed: found?.running ?? null,
    lastPort,
    list,
    find,
    fork: (from, wish) => forks.fork(from, wish),
    discard: fork => forks.discard(fork),
    onKeysChange: save,
    keepPort: port => recorder.keepPort(port),
    async close() {
      unheard()
      // The keys of a folder are kept; those in a key ring that lives on must lead nowhere.
      if (options.keyRing !== undefined) revokeKeysOf(keyRing, list())
      try {
        await closeSandboxes()
        recorder.end()
      } catch (error) {
        // It was told when it came, and the next run tells that this one did not end as it should.
        if (!(error instanceof StorageFault)) throw error
      } finally {
        // Whatever went wrong: nobody else could have the folder before this process ends.
        folder?.release()
      }
    },
  }
}

/** The id under which the keys of a sandbox are kept; null where they end with this run. */
function keptIdOf(sandbox: Sandbox, list: readonly FleetSandbox[]): string | null {
  const kept = list.find(one => one.sandbox === sandbox && one.data !== ':memory:')
  return kept?.id ?? null
}
