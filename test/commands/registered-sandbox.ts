import { join } from 'node:path'
import { serveSandbox } from '../../emulator/server/serve.ts'
import type { ServedSandbox } from '../../src/control/served-sandbox.ts'
import { registerSandbox } from '../../src/profiles/running-sandboxes.ts'
import { type CliRun, type RunOptions, runCli, temporaryFolder } from './run-cli.ts'

/** A sandbox of this process that commands find as they find a running one. */
export interface RegisteredSandbox extends AsyncDisposable {
  readonly served: ServedSandbox
  readonly env: Readonly<Record<string, string>>
  /** A folder of its own, gone at the end. */
  readonly folder: string
  /** Errors that nobody foresaw. */
  readonly bugs: readonly unknown[]
  /** Runs a command line of plain words. */
  run(line: string, options?: RunOptions): Promise<CliRun>
}

/** Serves a sandbox in memory on a free port, and writes it down in a registry of its own. */
export async function registeredSandbox(): Promise<RegisteredSandbox> {
  const folder = temporaryFolder()
  const bugs: unknown[] = []
  const served = await serveSandbox({
    port: 0,
    folder: folder.path,
    data: ':memory:',
    allowLiveKeys: false,
    version: '0.1.0',
    reportBug: error => bugs.push(error),
  })
  const env = { XDG_STATE_HOME: join(folder.path, 'state') }
  registerSandbox(join(env.XDG_STATE_HOME, 'ideadunes', 'running'), {
    pid: process.pid,
    base_url: served.baseUrl,
    project: null,
    data: ':memory:',
    secret_key: served.keys.secret,
    control_token: served.controlToken,
    tenant: served.tenant,
    started_at: '2026-04-15T09:00:00.000Z',
  })
  return {
    served,
    env,
    folder: folder.path,
    bugs,
    run: (line, options = {}) => runCli(line.split(' '), { ...options, env: { ...env, ...options.env } }),
    async [Symbol.asyncDispose]() {
      await served.close()
      folder[Symbol.dispose]()
    },
  }
}
