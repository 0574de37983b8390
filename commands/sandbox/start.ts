import { type CommandInput, defineCommand } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { withProgress } from '../kernel/progress.ts'
import { type Started, startHere, untilStopped } from './foreground.ts'
import { openDoorText } from './hosts.ts'
import { alreadyRunningText, readyText } from './ready-text.ts'
import { sandboxPlace } from './sandbox-place.ts'
import { type DetachedStart, givenFlags, startDetached } from './start-detached.ts'
import { startFlags } from './start-flags.ts'

/** `ideadunes sandbox start`: runs the sandbox until Ctrl-C or `sandbox stop`, or in the background. */
export const startSandbox = defineCommand({
  id: 'sandbox:start',
  summary: 'Run the sandbox on this machine until Ctrl-C',
  args: [],
  flags: startFlags,
  texts: () => ({
    description:
      'Runs the whole v2 API on 127.0.0.1, offline, on one SQLite database that is kept between runs. ' +
      'Other commands find the running sandbox and its key by themselves. It runs until Ctrl-C, ' +
      '`sandbox stop`, SIGTERM or the end of its terminal, and answers what it has begun. ' +
      'With --detach it runs in the background, and writes to sandbox.log beside its data: the command comes ' +
      'back when it is ready, or says what stands in the way; one that runs already will do. ' +
      'The port is that of the last run on the same data, or else 4332, or, where that is taken, one from 14332 ' +
      'to 14831 that follows from the folder and stays with it. ' +
      'A plan of your own is three numbers: requests per second, minute and day. ' +
      'It answers to this machine alone. --host 0.0.0.0 lets containers and other machines in, who call it by an ' +
      'address, or by each name that --allow-host allows: host.docker.internal, or the name of its service.',
    examples: [
      { title: 'Run it for this project', command: 'sandbox start' },
      { title: 'In the background, before a test run', command: 'sandbox start --detach' },
      { title: 'Keep nothing, on a free port', command: 'sandbox start --data :memory: --port 0' },
      { title: 'See how your code takes a 429', command: 'sandbox start --plan 2/60/1000' },
      {
        title: 'For pages served by another host',
        command: 'sandbox start --allow-origin https://shop.test',
      },
      {
        title: 'For containers, which call it host.docker.internal',
        command: 'sandbox start --host 0.0.0.0 --allow-host host.docker.internal',
      },
      {
        title: 'With its events forwarded to your server',
        command: 'sandbox start --forward-to localhost:3000/webhooks',
      },
      {
        title: 'Webhooks to another machine, and soon again when they fail',
        command: 'sandbox start --webhooks-to 192.168.1.7 --webhook-retries local',
      },
    ],
  }),
  run: start,
  async render(result, { flags }, context) {
    if ('served' in result) {
      const { starter } = context
      const runsIn = starter === undefined ? 'terminal' : { log: starter.log }
      return await untilStopped(readyText(result.ready, runsIn, context), result, false, context)
    }
    const { stdout, stderr } = context.terminal
    if (result.status === 'started') return await stdout.write(readyText(result.ready, result, context))
    await stdout.write(alreadyRunningText(result.ready, result, context))
    const idle = givenFlags(flags).filter(name => name !== 'data' && name !== 'port')
    if (idle.length === 0) return
    const names = idle.map(name => `--${name}`).join(', ')
    await stderr.write(`It runs as it was started: ${names} would need a new start, after sandbox stop.\n`)
  },
  renderJson(result, context) {
    if ('served' in result)
      return untilStopped(`${JSON.stringify(result.ready.state)}\n`, result, true, context)
    const { status, ready, log } = result
    return context.terminal.stdout.write(`${JSON.stringify({ ...ready.state, status, log })}\n`)
  },
})

async function start(
  { flags, json }: CommandInput<typeof startFlags>,
  context: Context,
): Promise<Started | DetachedStart> {
  const place = sandboxPlace(flags.data, context)
  const started = await withProgress('Starting the sandbox', json, context, async tell =>
    flags.detach === true
      ? await startDetached(flags, place, context, tell)
      : await startHere(flags, place, context, tell),
  )
  // Loudly: a sandbox that others can call must not be one by mistake.
  const warning = openDoorText(flags)
  const isNew = 'served' in started || started.status === 'started'
  if (isNew && warning !== undefined) await context.terminal.stderr.write(warning)
  return started
}
