import { type ControlClient, createControlClient } from '../../src/client/control-client.ts'
import { Failure } from '../../src/failure/failure.ts'
import { type RunningSandbox, registryFolder } from '../../src/profiles/running-sandboxes.ts'
import { userStateFolder } from '../../src/profiles/user-folders.ts'
import type { FlagSpecs, FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { isOwnSandbox, otherBaseUrl, whichSandbox } from './which-sandbox.ts'

/** Flags that say which sandbox is controlled. */
export const controlFlags = {
  'base-url': {
    kind: 'string',
    summary: "Where the sandbox is; this project's by default.",
    env: 'IDEADUNES_BASE_URL',
    valueName: 'URL',
  },
  'control-token': {
    kind: 'string',
    summary: 'What opens its control API; known of the sandboxes on this machine.',
    env: 'IDEADUNES_CONTROL_TOKEN',
    valueName: 'TOKEN',
  },
  sandbox: {
    kind: 'string',
    summary: 'A fork, by id or name; the sandbox itself by default.',
    env: 'IDEADUNES_SANDBOX',
    valueName: 'FORK',
  },
} as const satisfies FlagSpecs

export type ControlFlags = FlagValues<typeof controlFlags>

/** A sandbox that can be controlled. */
export interface Control {
  readonly baseUrl: string
  /** Its entry in the registry; undefined for one of another machine. */
  readonly sandbox: RunningSandbox | undefined
  readonly client: ControlClient
}

/** The sandbox that is meant, or undefined if none runs and none is named. Throws if its token is not known. */
export function findControl(flags: ControlFlags, context: Context): Control | undefined {
  const named = flags['base-url']
  const sandbox = whichSandbox(named, context)
  const baseUrl = named ?? sandbox?.base_url
  if (baseUrl === undefined) return undefined
  const token = flags['control-token'] ?? sandbox?.control_token
  if (token === undefined) throw noToken(baseUrl, context)
  return { baseUrl, sandbox, client: controlClientAt(baseUrl, token, context, flags.sandbox) }
}

/** The sandbox that is meant. Throws a failure if none runs, or if its token is not known. */
export function controlOf(flags: ControlFlags, context: Context): Control {
  const control = findControl(flags, context)
  if (control !== undefined) return control
  throw new Failure('unreachable', 'no_sandbox', 'No local sandbox is running', {
    hint: 'Start it in another terminal with `ideadunes sandbox start`.',
  })
}

/**
 * Refuses to go on when the only sandbox that runs belongs to another project: what is destructive must not reach
 * somebody else's data by a missing `cd`. Naming it by its URL is enough.
 */
export function refuseForeign({ sandbox, baseUrl }: Control, flags: ControlFlags, context: Context): void {
  if (flags['base-url'] !== undefined || sandbox === undefined || isOwnSandbox(sandbox, context)) return
  const owner = sandbox.project ?? 'no project'
  throw new Failure('usage', 'other_project', `The sandbox that runs belongs to ${owner}`, {
    field: '--base-url',
    hint: `If you mean it, say so: --base-url ${baseUrl}`,
  })
}

/**
 * A client of the control API at a URL, for its main sandbox or the one that is named. Without a token it can only
 * ask whether somebody answers.
 */
export function controlClientAt(
  baseUrl: string,
  token: string | undefined,
  context: Context,
  sandbox?: string,
): ControlClient {
  const { version, signal, send } = context
  return createControlClient({
    baseUrl,
    token,
    sandbox,
    signal,
    userAgent: `ideadunes/${version}`,
    ...(send !== undefined && { send }),
  })
}

function noToken(baseUrl: string, context: Context): Failure {
  const folder = registryFolder(userStateFolder(context.place))
  return new Failure('auth', 'missing_control_token', `There is no control token for ${baseUrl}`, {
    field: '--control-token',
    hint:
      `No sandbox of this machine runs there. ${otherBaseUrl(baseUrl, context)}For one of another machine, give the ` +
      `control_token that \`ideadunes sandbox start\` wrote below ${folder} on its machine.`,
  })
}
