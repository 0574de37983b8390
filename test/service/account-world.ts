import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenKeyring } from '../../src/profiles/key-store.ts'
import { registerSandbox } from '../../src/profiles/running-sandboxes.ts'
import { pageOf, type ScriptedApi, scriptedApi } from '../client/scripted-api.ts'
import { type CliRun, type RunOptions, runCli, temporaryFolder } from '../commands/run-cli.ts'
import { type FakeService, fakeService } from './fake-service.ts'

export const liveKey = 'sk_live_Qm7vXw2LpZ8rTk4Ny9b7dc'
export const testKey = 'sk_test_Hq3sVd6KfB1uWn5Jx0a2ef'

/** A user with folders of their own, the fake service, and a keyring in memory. */
export interface AccountWorld extends AsyncDisposable {
  readonly service: FakeService
  /** The folder in which commands are typed. */
  readonly project: string
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** What is in the keyring; undefined where there is none. */
  readonly keyring: Map<string, string> | undefined
  run(argv: readonly string[], options?: RunOptions): Promise<CliRun>
  /** Runs it, and reads its document. */
  json(argv: readonly string[], options?: RunOptions): Promise<{ readonly code: number; readonly out: never }>
  login(key: string, ...argv: readonly string[]): Promise<CliRun>
  /** A local sandbox that runs, as far as its list of bookings. */
  startSandbox(): Promise<ScriptedApi>
  /** Every file of the user with its text. */
  files(): Readonly<Record<string, string>>
}

export async function accountWorld({ hasKeyring = true } = {}): Promise<AccountWorld> {
  const folder = temporaryFolder()
  const service = await fakeService()
  const project = join(folder.path, 'project')
  mkdirSync(project)
  const env = {
    XDG_CONFIG_HOME: join(folder.path, 'config'),
    XDG_STATE_HOME: join(folder.path, 'state'),
    XDG_DATA_HOME: join(folder.path, 'data'),
  }
  const keyring = hasKeyring ? new Map<string, string>() : undefined
  const openKeyring: OpenKeyring = async () =>
    keyring === undefined
      ? 'no D-Bus here'
      : {
          get: async item => keyring.get(item) ?? null,
          set: async (item, secret) => void keyring.set(item, secret),
          remove: async item => void keyring.delete(item),
        }
  const closing: AsyncDisposable[] = []

  async function run(argv: readonly string[], options: RunOptions = {}): Promise<CliRun> {
    const all = { ...env, ...options.env }
    const place = { cwd: project, home: folder.path, platform: 'linux', env: all, ...options.context?.place }
    const context = { openKeyring, wire: service.wire, ...options.context, place: { ...place, env: all } }
    return await runCli(argv, { ...options, env: all, context })
  }

  return {
    service,
    project,
    folder: folder.path,
    env,
    keyring,
    run,
    async json(argv, options) {
      const { code, stdout } = await run([...argv, '--json'], options)
      return { code, out: JSON.parse(stdout) as never }
    },
    login: (key, ...argv) => run(['login', ...argv], { stdin: `${key}\n` }),
    async startSandbox() {
      const api = await scriptedApi(pageOf(['bk_local']))
      closing.push(api)
      registerSandbox(join(env.XDG_STATE_HOME, 'ideadunes', 'running'), {
        pid: process.pid,
        base_url: api.baseUrl,
        project: null,
        data: ':memory:',
        secret_key: 'sk_test_ofthesandbox',
        tenant: 'tnt_clinic',
        started_at: '2026-04-15T09:00:00.000Z',
      })
      return api
    },
    files: () => filesIn(folder.path),
    async [Symbol.asyncDispose]() {
      for (const one of closing) await one[Symbol.asyncDispose]()
      await service[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

function filesIn(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  )
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path, readFileSync(path, 'latin1')]
    }),
  )
}
