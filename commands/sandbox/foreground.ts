import { interrupted as interruption } from '../../src/client/exchange.ts'
import type { DataSetName } from '../../src/control/data-sets.ts'
import type { ServedSandbox } from '../../src/control/served-sandbox.ts'
import { asFailure } from '../../src/failure/as-failure.ts'
import { Failure } from '../../src/failure/failure.ts'
import { failureJson } from '../../src/output/failure-text.ts'
import { listRunningSandboxes, registryFolder } from '../../src/profiles/running-sandboxes.ts'
import { userStateFolder } from '../../src/profiles/user-folders.ts'
import type { RetryProfile } from '../../src/webhooks/retry-profiles.ts'
import type { FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import type { Tell } from '../kernel/progress.ts'
import type { Ready } from '../kernel/ready.ts'
import { announceSandbox } from './announce-sandbox.ts'
import { loadEmulator } from './emulator.ts'
import { allowedHostsOf, listenHostOf } from './hosts.ts'
import { originsOf } from './origins.ts'
import { readyOf } from './ready-of.ts'
import { preparePlace, type SandboxPlace } from './sandbox-place.ts'
import type { startFlags } from './start-flags.ts'
import { type Forwarding, forwardingOf, forwardUntil } from './start-forwarding.ts'
import { webhookHostsOf } from './webhook-hosts.ts'

/** A sandbox of this process that answers. */
export interface Started {
  readonly ready: Ready
  readonly served: ServedSandbox
  readonly forwarding: Forwarding | undefined
  /** Takes it out of the registry. */
  readonly withdraw: () => void
}

/** Starts the sandbox in this process. Whoever started the process itself is told how that went. */
export async function startHere(
  flags: FlagValues<typeof startFlags>,
  place: SandboxPlace,
  context: Context,
  tell: Tell = () => undefined,
): Promise<Started> {
  try {
    const started = await start(flags, place, context, tell)
    await context.starter?.tell({ kind: 'ready', ready: started.ready })
    return started
  } catch (thrown) {
    const failure = withHolder(asFailure(thrown), place, context)
    await context.starter?.tell({ kind: 'failed', failure: failureJson(failure) })
    throw failure
  }
}

async function start(
  flags: FlagValues<typeof startFlags>,
  place: SandboxPlace,
  context: Context,
  tell: Tell,
): Promise<Started> {
  const { port, plan, 'data-set': dataSet } = flags
  const allowOrigins = originsOf(flags['allow-origin'])
  const host = listenHostOf(flags.host)
  const allowHosts = allowedHostsOf(flags['allow-host'])
  const forwarding = forwardingOf(flags, context)
  const webhooksTo = webhookHostsOf(flags['webhooks-to'])
  const webhookRetries = flags['webhook-retries']
  const serve = context.serveSandbox ?? (await loadEmulator()).serveSandbox
  if (context.interrupted.aborted) throw interruption(context.interrupted.reason)
  preparePlace(place, context)
  const served = await serve({
    data: place.data,
    folder: place.folder,
    allowLiveKeys: flags['allow-live-keys'] ?? false,
    version: context.version,
    ...(host !== undefined && { host }),
    ...(allowHosts !== undefined && { allowHosts }),
    typedName: context.typedName,
    ...(port !== undefined && { port }),
    ...(plan !== undefined && { plan }),
    ...(dataSet !== undefined && { dataSet: dataSet as DataSetName }),
    ...(allowOrigins !== undefined && { allowOrigins }),
    ...(webhooksTo !== undefined && { webhooksTo }),
    // One of the options: whoever parses the flags has judged it.
    ...(webhookRetries !== undefined && { webhookRetries: webhookRetries as RetryProfile }),
    onProgress: eachHundredth((done, of) => {
      tell(done, of)
      context.starter?.tellProgress({ kind: 'progress', done, of })
    }),
    reportBug: (error, requestId) => void context.terminal.stderr.write(bugText(error, requestId)),
    reportTrouble: text => void context.terminal.stderr.write(`${text}\n`),
  })
  // A signal that came meanwhile is told only when the event loop turns.
  await new Promise(done => setImmediate(done))
  if (context.interrupted.aborted) {
    // Nobody was told of it yet, and nobody shall be.
    await closeWithin(served, closeLimitMs)
    throw interruption(context.interrupted.reason)
  }
  const ready = readyOf(served, context.pid)
  const withdraw = await announceSandbox(ready.state, served.controlToken, place.project, context)
  return { ready, served, withdraw, forwarding }
}

/** Passes on what is told of each row only where it makes a difference. */
function eachHundredth(tell: Tell): Tell {
  let last = -1
  return (done, of) => {
    const now = of > 0 ? Math.floor((done / of) * 100) : 0
    if (now === last) return
    last = now
    tell(done, of)
  }
}

/** A request failed in a way that nobody foresaw; whoever sent it saw only the id. */
function bugText(error: unknown, requestId: string): string {
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `Bug of the sandbox in request ${requestId}: ${told}\n`
}

/** Who has the data is known here: people should not have to look for it. */
function withHolder(failure: Failure, { data }: SandboxPlace, { place }: Context): Failure {
  if (failure.code !== 'data_in_use') return failure
  const running = listRunningSandboxes(registryFolder(userStateFolder(place)))
  const holder = running.find(sandbox => sandbox.data === data)
  if (holder === undefined) return failure
  const { kind, code, message, hint, field, cause } = failure
  return new Failure(kind, code, message, {
    hint: `It answers on ${holder.base_url}, process ${holder.pid}. ${hint ?? ''}`,
    ...(field !== undefined && { field }),
    cause,
  })
}

/** A closing sandbox drains for half of this. */
const closeLimitMs = 1_000

/**
 * Says that the sandbox is ready, waits for a signal or for `sandbox stop`, and closes. The entry in the registry
 * goes last: whoever waits for the end must find the data free.
 */
export async function untilStopped(
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
    try {
      await closeWithin(served, closeLimitMs)
    } finally {
      withdraw()
    }
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
  try {
    await Promise.race([served.close(), limit])
  } finally {
    clearTimeout(timer)
  }
}
