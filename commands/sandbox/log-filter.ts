import type { RequestQuery } from '../../src/control/sandbox-control.ts'
import { Failure } from '../../src/failure/failure.ts'
import type { FlagSpecs, FlagValues } from '../kernel/command.ts'

/** Flags that choose requests of the log. */
export const logFilterFlags = {
  status: {
    kind: 'strings',
    summary: 'Only these statuses or classes: 4xx,500.',
    env: 'IDEADUNES_LOGS_STATUS',
    valueName: 'STATUS',
  },
  path: {
    kind: 'string',
    summary: "Only paths like this one, with * for anything: '/v2/bookings*'.",
    env: 'IDEADUNES_LOGS_PATH',
    valueName: 'GLOB',
  },
  // Not IDEADUNES_TENANT: whom to act for must not silently hide what others did.
  tenant: {
    kind: 'string',
    summary: 'Only requests for this tenant.',
    env: 'IDEADUNES_LOGS_TENANT',
    valueName: 'ID',
  },
  limit: {
    kind: 'integer',
    summary: 'At most so many, the newest; 50 by default.',
    env: 'IDEADUNES_LOGS_LIMIT',
    min: 1,
    max: 10_000,
    valueName: 'N',
  },
} as const satisfies FlagSpecs

/** The filter that the flags ask for. Throws a usage failure for a status that is none. */
export function logFilterOf(flags: FlagValues<typeof logFilterFlags>): RequestQuery {
  const statuses = flags.status?.flatMap(text => text.toLowerCase().split(','))
  const wrong = statuses?.find(status => !/^[1-5](\d\d|xx)$/.test(status))
  if (wrong !== undefined) {
    throw new Failure('usage', 'invalid_flag', `--status must be a status or a class, not ${wrong}`, {
      field: '--status',
      hint: 'For example 404, 4xx, or 4xx,500.',
    })
  }
  const { path, tenant, limit = 50 } = flags
  return { status: statuses?.join(','), path, tenant, limit }
}
