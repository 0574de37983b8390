import type { Client, Routes } from '../../src/client/client-types.ts'
import { createClientFor } from '../../src/client/create-client.ts'
import { parseBaseUrl } from '../../src/client/request-url.ts'
import { Failure } from '../../src/failure/failure.ts'
import { isThisMachine } from '../../src/network/loopback.ts'
import { homeOf } from '../../src/profiles/api-hosts.ts'
import { keyShape } from '../../src/profiles/key-shape.ts'
import type { Context } from '../kernel/context.ts'
import type { Connection, RequestValues, Settled } from './connection-types.ts'
import { refuseWrongHost } from './host-rule.ts'
import { settle } from './settled.ts'
import { otherBaseUrl, whichSandbox } from './which-sandbox.ts'

/**
 * Which API to call, and as whom: flags, then the environment (both already in `flags`), the project, the profile, and
 * at last the local sandbox that runs, or its fork that is named. Where no URL is named, the key decides between live and
 * the hosted sandbox. A sandbox's key goes to that sandbox only. Throws a failure if no API or no key is known, and for
 * a key that does not belong there.
 */
export async function connectionOf(flags: RequestValues, context: Context): Promise<Connection> {
  const settled = await settle(flags, context)
  return await connectionTo(settled, flags, context)
}

/** The same of what is settled already. */
export async function connectionTo(
  settled: Settled,
  flags: RequestValues,
  context: Context,
): Promise<Connection> {
  const { sandbox: fork } = settled
  const known =
    fork === undefined || fork === 'main'
      ? settled
      : { ...settled, apiKey: await (await import('./fork-key.ts')).forkKey(fork, settled, context) }
  const { baseUrl, apiKey, keyFrom } = await placeOf(known, context)
  refuseWrongHost(parseBaseUrl(baseUrl), apiKey, flags['send-key-to-any-host'] === true)
  if (flags.live === true && keyShape(apiKey).mode !== 'live') throw notLive()
  const { tenant, profile, caFile, timeoutMs, retries } = settled
  return { baseUrl, apiKey, tenant, profile, keyFrom, caFile, timeoutMs, retries }
}

type PlaceAndKey = Pick<Connection, 'baseUrl' | 'apiKey' | 'keyFrom'>

async function placeOf(settled: Settled, context: Context): Promise<PlaceAndKey> {
  const { baseUrl: named, apiKey: given, keyFrom, storedKey, sandbox: fork } = settled
  if (storedKey !== undefined) {
    const { readStoredKey } = await import('./stored-key.ts')
    const apiKey = await readStoredKey(storedKey, context)
    return { baseUrl: named ?? homeOf(storedKey.mode) ?? '', apiKey, keyFrom }
  }
  const mode = given === undefined ? 'other' : keyShape(given).mode
  // A live key has one home only, whatever runs here.
  const home = named ?? (mode === 'live' && fork === undefined ? homeOf(mode) : undefined)
  const sandbox = whichSandbox(home, context)
  const baseUrl = home ?? sandbox?.base_url ?? (fork === undefined ? homeOf(mode) : undefined)
  if (baseUrl === undefined) throw noSandbox()
  const apiKey = given ?? sandbox?.secret_key ?? undefined
  if (apiKey === undefined) throw sandbox === undefined ? noKey(baseUrl, context) : revokedKey(baseUrl)
  return { baseUrl, apiKey, keyFrom: given === undefined ? 'the running sandbox' : keyFrom }
}

export interface ClientWish {
  /** Keeps connections open: for a list that is walked, and for several calls. */
  readonly keepAlive: boolean
  readonly verbose?: boolean | undefined
}

/** The client of a command. */
export async function clientFor(
  connection: Connection,
  routes: Routes,
  context: Context,
  wish: ClientWish,
): Promise<Client> {
  return createClientFor(routes, await clientOptions(connection, context, wish))
}

/** What clients of a command are made with. */
export async function clientOptions(connection: Connection, context: Context, wish: ClientWish) {
  const { version, signal, sleep, now } = context
  const { baseUrl, apiKey, tenant, timeoutMs, retries } = connection
  return {
    baseUrl,
    apiKey,
    tenant,
    keepAlive: wish.keepAlive,
    signal,
    now,
    userAgent: `ideadunes/${version}`,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(retries !== undefined && { retries }),
    ...(sleep !== undefined && { sleep }),
    ...(await wireParts(connection, wish.verbose === true, context)),
  }
}

/** Nothing is loaded for a sandbox of this machine, of which nothing particular is asked. */
async function wireParts(connection: Connection, isVerbose: boolean, context: Context) {
  const { hostname } = new URL(connection.baseUrl)
  if (!isVerbose && connection.caFile === undefined && isThisMachine(hostname))
    return context.send === undefined ? {} : { send: context.send }
  const { wireOf } = await import('./wire.ts')
  return wireOf(connection, isVerbose, context)
}

function noSandbox(): Failure {
  return new Failure('unreachable', 'no_sandbox', 'No local sandbox is running, and no base URL is given', {
    hint: 'Start the sandbox in another terminal with `ideadunes sandbox start`, or keep a key of the service with `ideadunes login`.',
  })
}

function noKey(baseUrl: string, context: Context): Failure {
  return new Failure('auth', 'missing_api_key', `There is no API key for ${baseUrl}`, {
    field: '--api-key',
    hint: `${otherBaseUrl(baseUrl, context)}Give --api-key, or set IDEADUNES_API_KEY. \`ideadunes sandbox start\` prints the keys of the sandbox, \`ideadunes sandbox keys create\` makes another; \`ideadunes login\` keeps one of the service.`,
  })
}

/** It runs here, and was started without its first key. */
function revokedKey(baseUrl: string): Failure {
  return new Failure('auth', 'missing_api_key', `The secret key of ${baseUrl} was revoked`, {
    field: '--api-key',
    hint: 'Make another with `ideadunes sandbox keys create`, and give it with --api-key or IDEADUNES_API_KEY.',
  })
}

function notLive(): Failure {
  return new Failure('usage', 'not_live', '--live was given, and the key is no live key', {
    field: '--live',
    hint: 'Keep a live key with `ideadunes login`, or leave --live out. `ideadunes whoami` shows which key is used.',
  })
}
