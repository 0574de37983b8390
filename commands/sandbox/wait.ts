import { Failure } from '../../src/failure/failure.ts'
import { controlClientAt, controlFlags } from '../connect/control.ts'
import { isOwnSandbox, whichSandbox } from '../connect/which-sandbox.ts'
import { defineCommand } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { poll } from '../kernel/poll.ts'
import { withProgress } from '../kernel/progress.ts'

interface Ready {
  readonly status: string
  readonly base_url: string
  readonly version: string
}

/** `ideadunes sandbox wait`: for scripts that start a sandbox in the background and go on when it answers. */
export const waitForSandbox = defineCommand({
  id: 'sandbox:wait',
  summary: 'Wait until the sandbox of this project answers',
  args: [],
  flags: {
    'base-url': controlFlags['base-url'],
    timeout: {
      kind: 'integer',
      summary: 'Give up after so many seconds; 30 by default.',
      env: 'IDEADUNES_WAIT_TIMEOUT',
      min: 0,
      max: 86_400,
      valueName: 'SECONDS',
    },
  },
  texts: () => ({
    description:
      'Waits for the sandbox of this project, or for the one at --base-url. Exits with 5 when time is up.',
    examples: [
      { title: 'In a script', command: 'sandbox wait --timeout 10' },
      { title: 'For one on a known port', command: 'sandbox wait --base-url http://127.0.0.1:4332' },
    ],
  }),
  async run({ flags, json }, context): Promise<Ready> {
    const seconds = flags.timeout ?? 30
    const named = flags['base-url']
    const startMs = performance.now()
    const ready = await withProgress('Waiting for the sandbox', json, context, tell => {
      const look = () => {
        tell(performance.now() - startMs, seconds * 1_000)
        return readyAt(named, context)
      }
      return poll(look, seconds * 1_000, context)
    })
    if (ready !== undefined) return ready
    const what = named === undefined ? 'No sandbox of this project' : `Nothing at ${named}`
    throw new Failure('unreachable', 'not_ready', `${what} was ready within ${seconds} s`, {
      hint: 'Start it with `ideadunes sandbox start`, see what it says, or wait longer with --timeout.',
    })
  },
  async render({ base_url }, _, { terminal }) {
    await terminal.stdout.write(`Ready on ${base_url}\n`)
  },
})

/** Undefined as long as nobody is there, or somebody who is no sandbox, such as a proxy before it is up. */
async function readyAt(named: string | undefined, context: Context): Promise<Ready | undefined> {
  const sandbox = named === undefined ? whichSandbox(undefined, context) : undefined
  const own = sandbox !== undefined && isOwnSandbox(sandbox, context) ? sandbox.base_url : undefined
  const baseUrl = named ?? own
  if (baseUrl === undefined) return undefined
  const client = controlClientAt(baseUrl, undefined, context)
  try {
    const { status, version } = await client.health()
    return status === 'ready' ? { status, base_url: baseUrl, version } : undefined
  } catch (error) {
    const again = error instanceof Failure && ['unreachable', 'api'].includes(error.kind)
    if (again) return undefined
    throw error
  }
}
