import { join } from 'node:path'
import type { ClockView } from '../../src/control/sandbox-control.ts'
import { forgetSandbox, listRunningSandboxes, registerSandbox } from '../../src/profiles/running-sandboxes.ts'
import { type ScriptedApi, type Step, scriptedApi } from '../client/scripted-api.ts'
import { temporaryFolder } from './run-cli.ts'

export interface FakeSandbox extends AsyncDisposable, ScriptedApi {
  /** The environment in which it is found. */
  readonly env: Readonly<Record<string, string>>
  /** Takes it out of the registry, as a sandbox does at its end. */
  leave(): void
  /** Whether it stands there. */
  isListed(): boolean
  /** Stops answering, and leaves the registry as it is. */
  vanish(): Promise<void>
}

/** A frozen clock that waits for a reminder. */
export const frozenClock: ClockView = {
  mode: 'frozen',
  now: '2026-04-19T00:00:00Z',
  next_due_at: '2026-04-19T05:00:00Z',
  pending_jobs: 2,
}

/** A scripted control API that stands in the registry as the sandbox of a project (of none unless told). */
export async function fakeSandbox(
  steps: readonly Step[],
  project: string | null = null,
): Promise<FakeSandbox> {
  const state = temporaryFolder()
  const api = await scriptedApi(...steps)
  const folder = join(state.path, 'ideadunes', 'running')
  registerSandbox(folder, {
    pid: process.pid,
    base_url: api.baseUrl,
    project,
    data: '/data/here',
    secret_key: 'sk_test_1',
    control_token: 'ctl_1',
    tenant: 'tnt_clinic',
    started_at: '2026-04-15T09:00:00.000Z',
  })
  return {
    ...api,
    env: { XDG_STATE_HOME: state.path },
    vanish: async () => await api[Symbol.asyncDispose](),
    isListed: () => listRunningSandboxes(folder).length > 0,
    leave: () => forgetSandbox(folder, process.pid),
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]()
      state[Symbol.dispose]()
    },
  }
}
