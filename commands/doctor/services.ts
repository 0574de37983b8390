import { asFailure } from '../../src/failure/as-failure.ts'
import type { Failure } from '../../src/failure/failure.ts'
import { clientFor, connectionOf } from '../connect/connection.ts'
import { connectionFlags } from '../connect/connection-flags.ts'
import type { RequestValues } from '../connect/connection-types.ts'
import { type Control, controlFlags, findControl } from '../connect/control.ts'
import type { FlagSpecs, FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { type Check, failed, ok, warning } from './check.ts'

/** Where to look, as every command is told. */
export const doctorFlags = {
  ...connectionFlags,
  'control-token': controlFlags['control-token'],
} as const satisfies FlagSpecs

type DoctorFlags = FlagValues<typeof doctorFlags>

/** A clock that is further off may make signatures and tokens fail. */
const skewMs = 60_000

/** The sandbox of this folder: whether it answers, of which version it is, and whether its data is sound. */
export async function checkSandbox(flags: DoctorFlags, context: Context): Promise<readonly Check[]> {
  let control: Control | undefined
  try {
    control = findControl(flags, context)
  } catch (error) {
    return [told('sandbox', asFailure(error))]
  }
  if (control === undefined) return [ok('sandbox', 'none runs'), ok('version', context.version)]
  try {
    const { version } = await control.client.health()
    const { storage } = await control.client.status()
    return [
      storage === undefined
        ? ok('sandbox', `${control.baseUrl} answers`)
        : failed(
            'sandbox',
            `${control.baseUrl}: ${storage.message}`,
            'See `ideadunes sandbox logs`, and restore a snapshot.',
          ),
      version === context.version
        ? ok('version', version)
        : warning(
            'version',
            `the sandbox is ${version}, this is ${context.version}`,
            'Stop it and start it again.',
          ),
    ]
  } catch (error) {
    return [told('sandbox', asFailure(error)), ok('version', context.version)]
  }
}

/** The API that commands call here: whether it answers to the key, and how far its clock is from ours. */
export async function checkApi(flags: DoctorFlags, context: Context): Promise<readonly Check[]> {
  const entry = Object.values(context.contract.index()).find(({ id }) => id === 'getTenant')
  if (entry === undefined) return []
  try {
    const connection = await connectionOf(flags as RequestValues, context)
    const client = await clientFor(connection, { [entry.id]: entry }, context, { keepAlive: false })
    const { headers, data } = await client.send(entry.id)
    const { id } = data as { readonly id?: string }
    return [ok('api', `${connection.baseUrl} answers as ${id}`), checkClock(headers.date, context.now())]
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'no_sandbox')
      return [ok('api', 'no sandbox runs, and no key is kept: nothing to call')]
    return [told('api', failure)]
  }
}

export function checkClock(date: string | undefined, now: Date): Check {
  const theirs = Date.parse(date ?? '')
  if (Number.isNaN(theirs)) return ok('clock', 'the API does not tell its time')
  const offMs = now.getTime() - theirs
  const found = `${Math.abs(Math.round(offMs / 1000))} s ${offMs < 0 ? 'behind' : 'ahead of'} the API`
  if (Math.abs(offMs) <= skewMs) return ok('clock', found)
  return warning(
    'clock',
    found,
    'Set the clock of this machine: signatures of webhooks are refused when it is off.',
  )
}

function told(name: string, { message, hint }: Failure): Check {
  return failed(name, message, hint ?? 'Try again; `ideadunes help exit-codes` tells what it may be.')
}
