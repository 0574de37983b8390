import type { Client, Routes } from '../../src/client/client-types.ts'
import { createClientFor } from '../../src/client/create-client.ts'
import { parseBaseUrl } from '../../src/client/request-url.ts'
import { Failure } from '../../src/failure/failure.ts'
import { isThisMachine } from '../../src/network/loopback.ts'
import type { FlagSpecs, FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { otherBaseUrl, whichSandbox } from './which-sandbox.ts'

/** Flags that say which API is called, and as whom. */
export const connectionFlags = {
  'base-url': {
    kind: 'string',
    summary: 'Where the API is; the running local sandbox by default.',
    env: 'IDEADUNES_BASE_URL',
    valueName: 'URL',
  },
  'api-key': {
    kind: 'string',
    summary: "The key to call with; the local sandbox's own by default.",
    env: 'IDEADUNES_API_KEY',
    valueName: 'KEY',
  },
  tenant: {
    kind: 'string',
    summary: "The tenant to act for; the key's own by default.",
    env: 'IDEADUNES_TENANT',
    valueName: 'ID',
  },
  sandbox: {
    kind: 'string',
    summary: 'A fork of the local sandbox, by id or name; the sandbox itself by default.',
    env: 'IDEADUNES_SANDBOX',
    valueName: 'FORK',
  },
} as const satisfies FlagSpecs

type ConnectionValues = FlagValues<typeof connectionFlags>

export interface Connection {
  readonly baseUrl: string
  readonly apiKey: string
  readonly tenant: string | undefined
}

/**
 * Which API to call: flags, then the environment (both already in `flags`), then the local sandbox that runs, or its
 * fork that is named. A sandbox's key goes to that sandbox only. Throws a failure if no API or no key is known.
 */
export async function connectionOf(flags: ConnectionValues, context: Context): Promise<Connection> {
  const fork = flags.sandbox
  if (fork === undefined) return apiConnectionOf(flags, context)
  const { forkKey } = await import('./fork-key.ts')
  const known = { baseUrl: flags['base-url'], apiKey: flags['api-key'] }
  return apiConnectionOf({ ...flags, 'api-key': await forkKey(fork, known, context) }, context)
}

/** The same, whatever fork is named: for callers that have seen to it. */
export function apiConnectionOf(flags: ConnectionValues, context: Context): Connection {
  const named = flags['base-url']
  const sandbox = whichSandbox(named, context)
  const baseUrl = named ?? sandbox?.base_url
  if (baseUrl === undefined) throw noSandbox()
  const apiKey = flags['api-key'] ?? sandbox?.secret_key ?? undefined
  if (apiKey === undefined) throw noKey(baseUrl, context)
  refusePlainText(parseBaseUrl(baseUrl), apiKey)
  return { baseUrl, apiKey, tenant: flags.tenant }
}

/** The client of a command: no connection is kept, unless a list is walked. */
export function clientFor(
  connection: Connection,
  routes: Routes,
  context: Context,
  keepAlive: boolean,
): Client {
  const { version, signal, sleep, send, now } = context
  return createClientFor(routes, {
    ...connection,
    keepAlive,
    signal,
    now,
    userAgent: `ideadunes/${version}`,
    ...(sleep !== undefined && { sleep }),
    ...(send !== undefined && { send }),
  })
}

function noSandbox(): Failure {
  return new Failure('unreachable', 'no_sandbox', 'No local sandbox is running, and no base URL is given', {
    hint: 'Start the sandbox in another terminal with `ideadunes sandbox start`, or give --base-url and --api-key.',
  })
}

function noKey(baseUrl: string, context: Context): Failure {
  return new Failure('auth', 'missing_api_key', `There is no API key for ${baseUrl}`, {
    field: '--api-key',
    hint: `${otherBaseUrl(baseUrl, context)}Give --api-key, or set IDEADUNES_API_KEY. \`ideadunes sandbox start\` prints the keys of the sandbox, \`ideadunes sandbox keys create\` makes another.`,
  })
}

function refusePlainText(url: URL, apiKey: string): void {
  if (url.protocol === 'https:' || isThisMachine(url.hostname) || !apiKey.includes('_live_')) return
  throw new Failure('usage', 'insecure_base_url', 'A live key must not travel over plain http', {
    field: '--base-url',
    hint: `Use https://${url.host}.`,
  })
}
