import type { SandboxShelf } from './control/controlled.ts'
import { type DataFolder, openDataFolder } from './data-folder.ts'
import { createForks, type Forks } from './forks.ts'
import { createHost, type Host } from './host/host.ts'
import type { HostRecord } from './host/host-file.ts'
import { keyRecords, restoreKeys } from './host/kept-keys.ts'
import { type Hosted, type HostingOptions, hostSandbox } from './hosted-sandbox.ts'
import { addDefaultKeys } from './seed/default-keys.ts'
import { openMemoryStore } from './store/sqlite/open.ts'

export interface SandboxHostOptions extends HostingOptions {
  /** The folder of the files, or `:memory:`. */
  readonly data: string
  readonly allowLiveKeys: boolean
}

/** All sandboxes of one process, with the keys that lead to them and the record that outlives it. */
export interface SandboxHost extends SandboxShelf {
  readonly host: Host
  readonly main: Hosted
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
  const folder = options.data === ':memory:' ? null : openDataFolder(options.data)
  try {
    const store = folder === null ? await openMemoryStore() : await folder.openMain()
    const facts = { id: 'main', name: null, data: options.data, createdMs: Date.now(), expiresMs: null }
    return await assemble(await hostSandbox(store, facts, options), folder, options)
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
  const host = createHost(options)
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
  const forks: Forks = createForks(host, folder, options, save)
  const list = () => [main, ...forks.list()]
  try {
    for (const record of found?.forks ?? []) await forks.reopen(record)
    if (found === undefined) addDefaultKeys(host, main.sandbox)
    else restoreKeys(host, found.keys, id => list().find(one => one.id === id)?.sandbox)
    save()
  } catch (error) {
    await forks.close()
    await main.close()
    throw error
  }
  return {
    host,
    main,
    crashed: found?.running ?? null,
    lastPort: port,
    list,
    find: idOrName => list().find(({ id, name }) => id === idOrName || name === idOrName),
    fork: forks.fork,
    discard: forks.discard,
    onKeysChange: save,
    keepPort(next) {
      port = next
      save()
    },
    async close() {
      await forks.close()
      await main.close()
      running = null
      save()
      folder?.release()
    },
  }
}
