import { homedir } from 'node:os'
import type { Routes } from '../../src/client/client-types.ts'
import { createControlClient } from '../../src/client/control-client.ts'
import { parseBaseUrl } from '../../src/client/request-url.ts'
import { routesInBuild } from '../../src/client/routes-in-build.ts'
import { sendOverHttp } from '../../src/client/transport.ts'
import { Failure } from '../../src/failure/failure.ts'
import {
  findRunningSandbox,
  listRunningSandboxes,
  type RunningSandbox,
  registryFolder,
} from '../../src/profiles/running-sandboxes.ts'
import { sandboxFolder } from '../../src/profiles/sandbox-folder.ts'
import { type Place, userStateFolder } from '../../src/profiles/user-folders.ts'
import type { Connection } from './connection.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'

/** Which sandbox; each by default by the variable of the commands, and by the sandboxes that run on this machine. */
export interface ConnectOptions {
  /** `IDEADUNES_BASE_URL`, or this project's sandbox, or the newest that runs. */
  readonly baseUrl?: string
  /** `IDEADUNES_CONTROL_TOKEN`, or what the sandbox wrote down for this user. */
  readonly controlToken?: string
  /** A fork of it, by id or name: `IDEADUNES_SANDBOX`, or the sandbox itself. */
  readonly sandbox?: string
}

/** A crashed suite must not leave its forks in a sandbox that runs on for days. */
const forkSeconds = 3_600

/**
 * Connects to a sandbox that runs: that of `ideadunes sandbox start`, or of `startSandbox({ port })` in another
 * process. It runs on when the connection is closed; forks end with it, or after an hour.
 *
 * @example
 * await using running = await connectSandbox()
 * await using sandbox = await running.fork()
 */
export async function connectSandbox(options: ConnectOptions = {}): Promise<Sandbox> {
  const { env, platform } = process
  return await connectFrom(options, { cwd: process.cwd(), home: homedir(), platform, env }, routesInBuild)
}

/** The same from a place, for tests. */
export async function connectFrom(
  options: ConnectOptions,
  place: Place,
  routes: () => Routes,
): Promise<Sandbox> {
  const { env } = place
  const named = options.baseUrl ?? given(env.IDEADUNES_BASE_URL)
  const running = runningAt(named, place)
  const baseUrl = named ?? running?.base_url
  if (baseUrl === undefined) throw noSandbox()
  const token = options.controlToken ?? given(env.IDEADUNES_CONTROL_TOKEN) ?? running?.control_token
  if (token === undefined) throw noToken(baseUrl)
  const sandbox = options.sandbox ?? given(env.IDEADUNES_SANDBOX)
  const { origin } = parseBaseUrl(baseUrl)
  const wire = { send: sendOverHttp, answer: (request: Request) => fetch(request) }
  const connection: Connection = {
    baseUrl: origin,
    controlToken: token,
    sandbox,
    keys: await keysOf(origin, token, sandbox),
    wireOf: () => wire,
    routes,
    forkSeconds,
    close: async () => {},
  }
  return openSandbox(connection)
}

/** Its fixed keys; new ones where they were revoked, or where those of a fork were told to somebody else. */
async function keysOf(
  baseUrl: string,
  token: string,
  sandbox: string | undefined,
): Promise<Connection['keys']> {
  const control = createControlClient({ baseUrl, token, sandbox, userAgent: 'ideadunes-testing' })
  const { keys } = await control.status()
  const made = async (scope: 'secret' | 'publishable') => (await control.createKey({ scope })).key
  return {
    secret: keys?.secret ?? (await made('secret')),
    publishable: keys?.publishable ?? (await made('publishable')),
  }
}

function runningAt(named: string | undefined, place: Place): RunningSandbox | undefined {
  const folder = registryFolder(userStateFolder(place))
  if (named === undefined) return findRunningSandbox(folder, sandboxFolder(place).project)
  const { origin } = parseBaseUrl(named)
  return listRunningSandboxes(folder).find(({ base_url }) => parseBaseUrl(base_url).origin === origin)
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

function noSandbox(): Failure {
  return new Failure('unreachable', 'no_sandbox', 'No local sandbox is running', {
    hint: 'Start one with `ideadunes sandbox start`, give baseUrl, or start one in this process with startSandbox().',
  })
}

function noToken(baseUrl: string): Failure {
  return new Failure('auth', 'missing_control_token', `There is no control token for ${baseUrl}`, {
    field: 'controlToken',
    hint: 'No sandbox of this machine runs there. Give the controlToken of the sandbox, or set IDEADUNES_CONTROL_TOKEN.',
  })
}
