import { createHash } from 'node:crypto'
import { interrupted } from '../../src/client/exchange.ts'
import { Failure } from '../../src/failure/failure.ts'
import type { Context } from '../kernel/context.ts'
import { type Control, findControl } from './control.ts'

interface Known {
  readonly baseUrl?: string | undefined
  readonly apiKey?: string | undefined
}

/**
 * A key that leads to the fork of an id or name: the one that was given, if it does, or one that the control API
 * knows. Throws a usage failure for a key of another sandbox, and where no fork can be: only a sandbox that this
 * machine controls has any. To call the sandbox itself in silence would be the worst answer.
 */
export async function forkKey(
  fork: string,
  { baseUrl: named, apiKey: given }: Known,
  context: Context,
): Promise<string> {
  const { client, baseUrl } = controlFor(fork, named, context)
  if (given === undefined) return (await known(client.sessionKey())).key
  const { data } = await known(client.keys())
  if (data.some(({ id }) => id === keyId(given))) return given
  throw new Failure(
    'usage',
    'other_sandbox',
    `The API key leads to another sandbox of ${baseUrl}, not to ${fork}`,
    {
      field: '--api-key',
      hint: 'Leave --api-key out (or IDEADUNES_API_KEY) to call the fork, or --sandbox (or IDEADUNES_SANDBOX) to call with that key.',
    },
  )
}

/** Throws a usage failure where the fork is not known. The key of a session is no change that anybody asked for. */
async function known<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    const { kind, code } = cause
    if (kind === 'interrupted') throw interrupted(cause, { idempotency_key: null, may_have_happened: false })
    if (kind === 'unreachable') throw new Failure(kind, code, cause.message, hintOf(cause))
    if (code !== 'not_found') throw cause
    const { message, hint } = cause
    const field = '--sandbox'
    throw new Failure('usage', 'unknown_fork', message, { field, ...(hint !== undefined && { hint }), cause })
  }
}

function hintOf({ hint, cause }: Failure) {
  return { ...(hint !== undefined && { hint }), cause }
}

function controlFor(fork: string, baseUrl: string | undefined, context: Context): Control {
  const token = context.place.env.IDEADUNES_CONTROL_TOKEN
  const known = token === undefined || token === '' ? {} : { 'control-token': token }
  const wanted = { ...known, 'base-url': baseUrl, sandbox: fork }
  try {
    const control = findControl(wanted, context)
    if (control !== undefined) return control
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'missing_control_token') throw error
  }
  throw noForks(fork)
}

/** The failure for a fork that is named where there can be none. */
export function noForks(fork: string): Failure {
  return new Failure(
    'usage',
    'no_forks',
    `There is no fork ${fork} here: only a local sandbox that runs has forks`,
    {
      field: '--sandbox',
      hint: 'Leave --sandbox out (or IDEADUNES_SANDBOX), or start the sandbox with `ideadunes sandbox start`.',
    },
  )
}

/** The id under which a sandbox knows a key. */
function keyId(key: string): string {
  return `key_${createHash('sha256').update(key).digest('hex').slice(0, 16)}`
}
