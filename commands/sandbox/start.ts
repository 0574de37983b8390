import { resolve } from 'node:path'
import { sandboxFolder } from '../../src/profiles/sandbox-folder.ts'
import { type RetryProfile, retryProfileNames } from '../../src/webhooks/retry-profiles.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../base/command.ts'
import type { Context } from '../base/context.ts'
import { announceSandbox } from './announce-sandbox.ts'
import { loadEmulator, type ServedSandbox } from './emulator.ts'
import { keepDataOutOfGit } from './keep-data-out-of-git.ts'
import { originsOf } from './origins.ts'
import { readyText } from './ready-text.ts'
import { type Forwarding, forwardingFlags, forwardingOf, forwardUntil } from './start-forwarding.ts'
import { webhookHostsOf } from './webhook-hosts.ts'

const flags = {
  port: {
    kind: 'integer',
    summary: 'Port on 127.0.0.1; 4332 unless told, 0 for a free one.',
    env: 'IDEADUNES_PORT',
    min: 0,
    max: 65_535,
    valueName: 'N',
  },
  data: {
    kind: 'string',
    summary: "Folder of the sandbox's files, or :memory:; the project's .ideadunes unless told.",
    env: 'IDEADUNES_DATA',
    valueName: 'PATH',
  },
  'allow-live-keys': {
    kind: 'boolean',
    summary: "Let any live key act as the default account's, to paste examples as they are.",
    env: 'IDEADUNES_ALLOW_LIVE_KEYS',
  },
  'allow-origin': {
    kind: 'strings',
    summary: 'A web origin, besides those of this machine, whose pages may call with publishable keys.',
    env: 'IDEADUNES_ALLOW_ORIGIN',
    valueName: 'ORIGIN',
  },
  plan: {
    kind: 'string',
    summary: 'Rate limits of a plan: free, starter, business, scale, enterprise, unlimited, or 5/200/10000.',
    env: 'IDEADUNES_PLAN',
    valueName: 'PLAN',
  },
  'webhooks-to': {
    kind: 'strings',
    summary: 'A host, besides this machine, that webhooks may be sent to; `any` for all.',
    env: 'IDEADUNES_WEBHOOKS_TO',
    valueName: 'HOST',
  },
  'webhook-retries': {
    kind: 'string',
    summary: 'Schedule of retries: of the service (spec), of Svix, short (local), or none; spec unless told.',
    options: retryProfileNames,
    env: 'IDEADUNES_WEBHOOK_RETRIES',
    valueName: 'SCHEDULE',
  },
  ...forwardingFlags,
} as const satisfies FlagSpecs

/** The state of a sandbox that is ready, as `--json` prints it. */
export interface ReadyState {
  readonly base_url: string
  readonly port: number
  readonly data: string
  readonly resumed: boolean
  readonly keys: { readonly secret: string; readonly publishable: string }
  readonly tenant: string
  readonly pid: number
}

interface Started {
  readonly state: ReadyState
  readonly served: ServedSandbox
  readonly withdraw: () => void
  readonly forwarding: Forwarding | undefined
}

/** `ideadunes sandbox start`: runs the sandbox in the foreground until Ctrl-C or `sandbox stop`. */
export const startSandbox = defineCommand({
  id: 'sandbox:start',
  summary: 'Run the sandbox on this machine until Ctrl-C',
  args: [],
  flags,
  texts: () => ({
    description:
      'Runs the whole v2 API on 127.0.0.1, offline, on one SQLite database that is kept between runs. ' +
      'Other commands find the running sandbox and its key by themselves. It runs until Ctrl-C, or until ' +
      '`sandbox stop`. A plan of your own is three numbers: requests per second, minute and day.',
    examples: [
      { title: 'Run it for this project', command: 'sandbox start' },
      { title: 'Keep nothing, on a free port', command: 'sandbox start --data :memory: --port 0' },
      { title: 'See how your code takes a 429', command: 'sandbox start --plan 2/60/1000' },
      {
        title: 'For pages served by another host',
        command: 'sandbox start --allow-origin https://shop.test',
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
  render: (started, _, context) => untilStopped(readyText(started.state, context), started, false, context),
  renderJson: (started, context) =>
    untilStopped(`${JSON.stringify(started.state)}\n`, started, true, context),
})

async function start(input: CommandInput<typeof flags>, context: Context): Promise<Started> {
  const place = sandboxFolder(context.place)
  const data = dataOf(input.flags.data, context) ?? place.data
  const allowOrigins = originsOf(input.flags['allow-origin'])
  const forwarding = forwardingOf(input.flags, context)
  const webhooksTo = webhookHostsOf(input.flags['webhooks-to'])
  const { plan, 'webhook-retries': webhookRetries } = input.flags
  const serve = context.serveSandbox ?? (await loadEmulator()).serveSandbox
  if (data === place.data && place.project !== null) keepDataOutOfGit(data)
  const served = await serve({
    port: input.flags.port ?? 4332,
    data,
    allowLiveKeys: input.flags['allow-live-keys'] ?? false,
    version: context.version,
    ...(plan !== undefined && { plan }),
    ...(allowOrigins !== undefined && { allowOrigins }),
    ...(webhooksTo !== undefined && { webhooksTo }),
    // One of the options: whoever parses the flags has judged it.
    ...(webhookRetries !== undefined && { webhookRetries: webhookRetries as RetryProfile }),
    reportBug: (error, requestId) => void context.terminal.stderr.write(bugText(error, requestId)),
  })
  const { baseUrl, port, keys, tenant, resumed } = served
  const state = { base_url: baseUrl, port, data: served.data, resumed, keys, tenant, pid: context.pid }
  const withdraw = await announceSandbox(state, served.controlToken, place.project, context)
  return { state, served, withdraw, forwarding }
}

/** A request failed in a way that nobody foresaw; whoever sent it saw only the id. */
function bugText(error: unknown, requestId: string): string {
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `Bug of the sandbox in request ${requestId}: ${told}\n`
}

function dataOf(given: string | undefined, context: Context): string | undefined {
  if (given === undefined || given === ':memory:') return given
  return resolve(context.place.cwd, given)
}

/**
 * Says that the sandbox is ready, waits for a signal or for `sandbox stop`, and closes; a signal during the start
 * counts too. The entry in the registry goes last: whoever waits for the end must find the data free.
 */
async function untilStopped(
  ready: string,
  { served, withdraw, forwarding }: Started,
  json: boolean,
  context: Context,
): Promise<void> {
  const { terminal, interrupted } = context
  const ending = new AbortController()
  let forwarded: Promise<void> | undefined
  try {
    await terminal.stdout.write(ready)
    const ends = [abortOf(interrupted), served.stopped]
    if (forwarding !== undefined) {
      forwarded = forwardUntil(ending.signal, forwarding, served, json, context)
      ends.push(forwarded)
    }
    await Promise.race(ends)
  } finally {
    ending.abort()
    // What it has to tell is told first; what went wrong there has ended the race above.
    await forwarded?.catch(() => undefined)
    await closeWithin(served, 1_000)
    withdraw()
    await terminal.stderr.write('Stopped.\n')
  }
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise(settle => {
    if (signal.aborted) settle()
    else signal.addEventListener('abort', () => settle(), { once: true })
  })
}

/** A connection that does not end must not keep people waiting: what is committed is safe. */
async function closeWithin(served: ServedSandbox, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>(settle => {
    timer = setTimeout(settle, limitMs)
  })
  await Promise.race([served.close(), limit])
  clearTimeout(timer)
}
