import { registerSandbox, registryFolder } from '../../src/profiles/running-sandboxes.ts'
import { userStateFolder } from '../../src/profiles/user-folders.ts'
import type { Context } from '../kernel/context.ts'
import type { ReadyState } from '../kernel/ready.ts'

/**
 * Writes the sandbox into the registry, where other commands look for it; returns what takes it out again.
 * Where the registry cannot be written, the sandbox runs all the same and people are told what that means.
 */
export async function announceSandbox(
  state: ReadyState,
  controlToken: string,
  project: string | null,
  context: Context,
): Promise<() => void> {
  const folder = registryFolder(userStateFolder(context.place))
  try {
    return registerSandbox(folder, {
      pid: state.pid,
      base_url: state.base_url,
      project,
      data: state.data,
      secret_key: state.keys.secret,
      control_token: controlToken,
      tenant: state.tenant,
      started_at: context.now().toISOString(),
      log: context.starter?.log ?? null,
    })
  } catch (error) {
    await context.terminal.stderr.write(
      `Warning: cannot write ${folder} (${(error as Error).message}). ` +
        'Other commands will not find this sandbox: give them --base-url and --api-key.\n',
    )
    return () => undefined
  }
}
