import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { interrupted as interruption } from '../../src/client/exchange.ts'
import { Failure, type FailureKind } from '../../src/failure/failure.ts'
import {
  forgetSandbox,
  listRunningSandboxes,
  type RunningSandbox,
  registryFolder,
} from '../../src/profiles/running-sandboxes.ts'
import { userStateFolder } from '../../src/profiles/user-folders.ts'
import { controlClientAt } from '../connect/control.ts'
import type { FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import type { DetachedProcess } from '../kernel/detached.ts'
import type { Tell } from '../kernel/progress.ts'
import type { Ready } from '../kernel/ready.ts'
import { type DetachedLog, openDetachedLog } from './detached-log.ts'
import { preparePlace, type SandboxPlace } from './sandbox-place.ts'
import { startFlags } from './start-flags.ts'

/** A sandbox that runs on its own. */
export interface DetachedStart {
  readonly status: 'started' | 'already_running'
  readonly ready: Ready
  readonly log: string | null
}

type Flags = FlagValues<typeof startFlags>

/** The longest that a start may take: an old database has to be brought up to date, and no more. */
const limitMs = 120_000

/** Starts the sandbox as a process of its own, and waits until it is ready. One that runs already will do. */
export async function startDetached(
  flags: Flags,
  place: SandboxPlace,
  context: Context,
  tell: Tell = () => undefined,
): Promise<DetachedStart> {
  const running = await alreadyRunning(flags, place, context)
  if (running !== undefined) return running
  preparePlace(place, context)
  const log = openDetachedLog(logPaths(flags, place, context), context.pid)
  let child: DetachedProcess | undefined
  try {
    const argv = ['sandbox', 'start', ...argvOf(flags)]
    child = await context.spawnDetached({ argv, output: log.output, log: log.path, onProgress: tell })
    const ready = await readyOrFailure(child, log, context)
    log.keep()
    return { status: 'started', ready, log: log.path }
  } catch (thrown) {
    log.drop()
    throw thrown
  } finally {
    child?.release()
  }
}

async function readyOrFailure(child: DetachedProcess, log: DetachedLog, context: Context): Promise<Ready> {
  const { signal } = context
  const waiting = new AbortController()
  const word = await Promise.race([
    child.firstWord,
    aborted(signal, waiting.signal),
    timeIsUp(waiting.signal),
  ])
  waiting.abort()
  switch (word.kind) {
    case 'ready':
      return word.ready
    case 'failed':
      await child.ended
      throw failureFrom(word.failure)
    case 'ended':
      throw new Failure('bug', 'sandbox_ended', `The sandbox ended ${word.how} before it was ready`, {
        hint: 'Start it without --detach to see what happens.',
        details: { log: log.tail() },
      })
    case 'interrupted':
      await child.stop()
      throw interruption(signal.reason)
    case 'late':
      await child.stop()
      throw new Failure('unreachable', 'not_ready', `The sandbox was not ready within ${limitMs / 1_000} s`, {
        hint: 'Start it without --detach to see what it waits for.',
        details: { log: log.tail() },
      })
  }
}

function aborted(signal: AbortSignal, until: AbortSignal): Promise<{ readonly kind: 'interrupted' }> {
  return new Promise(settle => {
    const tell = () => settle({ kind: 'interrupted' })
    if (signal.aborted) tell()
    else signal.addEventListener('abort', tell, { once: true, signal: until })
  })
}

function timeIsUp(until: AbortSignal): Promise<{ readonly kind: 'late' }> {
  return new Promise(settle => {
    const timer = setTimeout(() => settle({ kind: 'late' }), limitMs)
    until.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}

/** The failure that the other process told, to be shown as if it had happened here. */
function failureFrom(told: Readonly<Record<string, unknown>>): Failure {
  const { kind, code, message, hint, field, details } = told as Record<string, string | undefined>
  return new Failure(kind as FailureKind, code ?? 'internal_error', message ?? '', {
    ...(hint !== undefined && { hint }),
    ...(field !== undefined && { field }),
    details,
  })
}

/**
 * The sandbox that runs here already, if it answers. One on another port than was asked for will not do: whoever
 * asked counts on it.
 */
async function alreadyRunning(
  { port }: Flags,
  { project, data }: SandboxPlace,
  context: Context,
): Promise<DetachedStart | undefined> {
  const registry = registryFolder(userStateFolder(context.place))
  // Of data in memory there can be any number; whoever wants any port wants one more.
  const inMemory = data === ':memory:'
  const anyPort = port === undefined || (port === 0 && !inMemory)
  const found = listRunningSandboxes(registry).find(
    sandbox =>
      sandbox.data === data &&
      (!inMemory || sandbox.project === project) &&
      (anyPort || String(port) === new URL(sandbox.base_url).port),
  )
  if (found === undefined) return undefined
  try {
    const ready = await readyAt(found, context)
    // One whose folder was removed keeps nothing that it is told, and will not do.
    return ready === undefined ? undefined : { status: 'already_running', ready, log: found.log ?? null }
  } catch (thrown) {
    const { kind, cause } = thrown as Partial<Failure>
    if (kind !== 'unreachable' || (cause as { code?: unknown } | undefined)?.code !== 'ECONNREFUSED')
      throw thrown
    // Killed, and its process number went to another program.
    forgetSandbox(registry, found.pid)
    return undefined
  }
}

/** Undefined for a sandbox that has lost its data folder. */
async function readyAt(sandbox: RunningSandbox, context: Context): Promise<Ready | undefined> {
  const { base_url, control_token, tenant, pid, data } = sandbox
  const { keys, storage } = await controlClientAt(base_url, control_token, context).status()
  if (storage?.reason === 'folder_gone') return undefined
  const state = {
    base_url,
    port: Number(new URL(base_url).port),
    data,
    resumed: true,
    recovered: false,
    keys: keys ?? { secret: sandbox.secret_key, publishable: null },
    tenant,
    pid,
  }
  return { state, portNote: null, crashedPid: null }
}

/** The flags again, as they would be typed; what came from the environment with them. */
function argvOf(flags: Flags): readonly string[] {
  return givenFlags(flags).flatMap(name => {
    const value = flags[name]
    if (typeof value === 'boolean') return value ? [`--${name}`] : []
    return [value ?? []].flat().map(text => `--${name}=${text}`)
  })
}

/** Names of the flags that say how the sandbox is to run. */
export function givenFlags(flags: Flags): readonly (keyof Flags)[] {
  const own = Object.keys(startFlags) as (keyof Flags)[]
  return own.filter(name => name !== 'detach' && flags[name] !== undefined)
}

/** Beside the data; for a sandbox without any in the user's state folder, by the project's folder. */
function logPaths({ port }: Flags, { data, folder }: SandboxPlace, { place }: Context): readonly string[] {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  const inState = join(userStateFolder(place), 'logs', `${name}${port === undefined ? '' : `-${port}`}.log`)
  return data === ':memory:' ? [inState] : [join(data, 'sandbox.log'), inState]
}
