import type { ControlClient } from '../../src/client/control-client.ts'
import { createEventsApi } from '../../src/client/events-api.ts'
import { sleepFor } from '../../src/client/sleep.ts'
import { Failure } from '../../src/failure/failure.ts'
import {
  listRunningSandboxes,
  type RunningSandbox,
  registryFolder,
} from '../../src/profiles/running-sandboxes.ts'
import { userStateFolder } from '../../src/profiles/user-folders.ts'
import { derivedSecret } from '../../src/webhooks/signing.ts'
import { clientOptions, connectionTo } from '../connect/connection.ts'
import { connectionFlags } from '../connect/connection-flags.ts'
import type { Settled } from '../connect/connection-types.ts'
import { controlClientAt, controlFlags } from '../connect/control.ts'
import { noForks } from '../connect/fork-key.ts'
import { settle } from '../connect/settled.ts'
import { localSandboxOf } from '../connect/which-sandbox.ts'
import type { FlagSpecs, FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import type { Arrival } from './arrivals.ts'
import type { Beginning } from './beginning.ts'
import { listeningPlace } from './listening-place.ts'
import { polledArrivals } from './source-poll.ts'
import { streamedArrivals } from './source-stream.ts'

/** A service that is busy says when to come again, and it is not asked before. */
const longestPollWaitMs = 120_000

/** Flags that say whose events are meant. */
export const sourceFlags = {
  ...connectionFlags,
  tenant: {
    ...connectionFlags.tenant,
    summary: 'Only events of this tenant; a local sandbox gives those of all by default.',
  },
  'control-token': controlFlags['control-token'],
  sandbox: controlFlags.sandbox,
} as const satisfies FlagSpecs

export type SourceFlags = FlagValues<typeof sourceFlags>

/** Which events, and from where on. */
export interface SourceWish {
  readonly beginning: Beginning
  readonly patterns: readonly string[] | undefined
  readonly signal: AbortSignal
  /** Whether to go on where the run before ended, and to keep where this one does. Only the API needs it. */
  readonly resumes?: boolean
}

/** Where events come from: a sandbox of this machine, or the API. */
export interface EventSource {
  readonly kind: 'sandbox' | 'api'
  readonly baseUrl: string
  /** Signs what is forwarded: the same at every start. */
  secret(): Promise<string>
  arrivals(wish: SourceWish): AsyncIterable<Arrival>
}

/**
 * The source that flags and environment mean: the local sandbox, which streams, or else the API at a URL with a key,
 * which is asked again and again. Throws a failure if neither is known.
 */
export async function chooseSource(flags: SourceFlags, context: Context): Promise<EventSource> {
  const settled = await settle(flags, context)
  const local = localSandboxOf(settled, context)
  if (local === undefined && flags['control-token'] === undefined)
    return await apiSource(settled, flags, context)
  const baseUrl = settled.baseUrl ?? local?.base_url
  if (baseUrl === undefined) return await apiSource(settled, flags, context)
  const fork = settled.sandbox === 'main' ? undefined : settled.sandbox
  const locate = (signal: AbortSignal): ControlClient | undefined => {
    const now = local === undefined ? undefined : sameSandbox(local, context)
    const token = flags['control-token'] ?? now?.control_token
    if (token === undefined) return undefined
    return controlClientAt(now?.base_url ?? baseUrl, token, { ...context, signal }, fork)
  }
  return sandboxSource(baseUrl, locate, flags['control-token'] === undefined, settled.tenant, context)
}

/** A sandbox of this machine. */
export function sandboxSource(
  baseUrl: string,
  locate: (signal: AbortSignal) => ControlClient | undefined,
  tokenMayChange: boolean,
  tenant: string | undefined,
  context: Context,
): EventSource {
  return {
    kind: 'sandbox',
    baseUrl,
    async secret() {
      const client = locate(context.signal)
      if (client === undefined) {
        throw new Failure('auth', 'missing_control_token', `There is no control token for ${baseUrl}`, {
          field: '--control-token',
        })
      }
      return (await client.listenSecret()).secret
    },
    arrivals: ({ beginning, patterns, signal }) =>
      streamedArrivals({
        locate: () => locate(signal),
        tokenMayChange,
        beginning,
        type: patterns?.join(','),
        tenant,
        sleep: sleepOf(context, signal),
        signal,
      }),
  }
}

async function apiSource(settled: Settled, flags: SourceFlags, context: Context): Promise<EventSource> {
  const { sandbox } = settled
  if (sandbox !== undefined && sandbox !== 'main') throw noForks(sandbox)
  const connection = await connectionTo(settled, flags, context)
  const options = await clientOptions(connection, context, { keepAlive: true, verbose: flags.verbose })
  const { baseUrl, apiKey, tenant } = connection
  return {
    kind: 'api',
    baseUrl,
    secret: async () => derivedSecret(apiKey, 'listen'),
    arrivals: ({ beginning, patterns, signal, resumes }) => {
      const sleep = sleepOf(context, signal)
      const place = resumes === true ? listeningPlace(connection, context) : undefined
      const api = createEventsApi({ ...options, maxRetryWaitMs: longestPollWaitMs, sleep, signal })
      const name = tenant ?? "the key's own tenant"
      return polledArrivals({ api, name, beginning, patterns, place, now: context.now, sleep, signal })
    },
  }
}

/** After a restart a sandbox has another process and token, and perhaps another port: its project or data stays. */
function sameSandbox(first: RunningSandbox, { place }: Context): RunningSandbox | undefined {
  const running = listRunningSandboxes(registryFolder(userStateFolder(place)))
  return (
    running.find(({ base_url }) => base_url === first.base_url) ??
    running.find(({ project, data }) => project === first.project && data === first.data)
  )
}

function sleepOf({ sleep }: Context, signal: AbortSignal): (ms: number) => Promise<void> {
  return sleep ?? (ms => sleepFor(ms, signal))
}
