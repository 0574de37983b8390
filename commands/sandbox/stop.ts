import { interrupted } from '../../src/client/exchange.ts'
import { Failure } from '../../src/failure/failure.ts'
import { forgetSandbox, listRunningSandboxes, registryFolder } from '../../src/profiles/running-sandboxes.ts'
import { userStateFolder } from '../../src/profiles/user-folders.ts'
import { type Control, controlFlags, findControl } from '../connect/control.ts'
import { isOwnSandbox } from '../connect/which-sandbox.ts'
import { type CommandInput, defineCommand } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { poll } from '../kernel/poll.ts'

type Stopped =
  | { readonly status: 'stopped'; readonly base_url: string }
  /** `other` is a sandbox of another project, which is left alone unless its URL is given. */
  | { readonly status: 'not_running'; readonly other?: string }

/** How long a sandbox may take to close; it needs a second at most. */
const limitMs = 10_000

/** `ideadunes sandbox stop`: ends the sandbox and waits until its port and its data are free. */
export const stopSandbox = defineCommand({
  id: 'sandbox:stop',
  summary: 'Stop the sandbox of this project',
  args: [],
  flags: controlFlags,
  texts: () => ({
    description:
      'Waits until the sandbox is down, so that the next one can take its port and its data. The data stays. ' +
      'When none is running there is nothing to do, which is no error.',
    examples: [
      { title: 'Stop it', command: 'sandbox stop' },
      { title: 'Stop that of another project', command: 'sandbox stop --base-url http://127.0.0.1:4332' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox list`.',
  run: stop,
  async render(result, _, { terminal, typedName }) {
    if (result.status === 'stopped') return terminal.stdout.write(`Stopped ${result.base_url}\n`)
    await terminal.stdout.write('No sandbox of this project is running.\n')
    if (result.other === undefined) return
    await terminal.stderr.write(`Another one is: ${typedName} sandbox stop --base-url ${result.other}\n`)
  },
})

async function stop({ flags }: CommandInput<typeof controlFlags>, context: Context): Promise<Stopped> {
  const control = findControl(flags, context)
  if (control === undefined) return { status: 'not_running' }
  const { baseUrl, sandbox, client } = control
  const foreign = flags['base-url'] === undefined && sandbox !== undefined && !isOwnSandbox(sandbox, context)
  if (foreign) return { status: 'not_running', other: baseUrl }
  try {
    await client.stop()
  } catch (error) {
    if (!isRefused(error)) throw error
    // Killed, and its process number went to another program: the entry would lead people astray.
    if (sandbox !== undefined) forgetSandbox(registryOf(context), sandbox.pid)
    return { status: 'not_running' }
  }
  const down = await untilDown(control, context)
  if (down) return { status: 'stopped', base_url: baseUrl }
  const end = sandbox === undefined ? 'End its process' : `End its process: kill ${sandbox.pid}`
  throw new Failure('unreachable', 'still_running', `${baseUrl} did not stop within ${limitMs / 1_000} s`, {
    hint: `${end}. What was answered is on disk.`,
  })
}

/** Whether it was down in time. Who does not wait for it is told that it was asked. */
async function untilDown(control: Control, context: Context): Promise<boolean> {
  try {
    const look = async () => (await isDown(control, context)) || undefined
    return (await poll(look, limitMs, context)) === true
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.kind !== 'interrupted') throw thrown
    throw interrupted(thrown, { idempotency_key: null, may_have_happened: true })
  }
}

/** A sandbox leaves the registry when its files are closed; one of another machine is down when nobody listens. */
async function isDown({ sandbox, client }: Control, context: Context): Promise<boolean> {
  if (sandbox !== undefined) {
    return listRunningSandboxes(registryOf(context)).every(({ pid }) => pid !== sandbox.pid)
  }
  try {
    await client.health()
    return false
  } catch (error) {
    return isRefused(error)
  }
}

function isRefused(error: unknown): boolean {
  return (
    error instanceof Failure &&
    error.kind === 'unreachable' &&
    (error.cause as { code?: unknown } | undefined)?.code === 'ECONNREFUSED'
  )
}

function registryOf({ place }: Context): string {
  return registryFolder(userStateFolder(place))
}
