import {
  type FaultEffect,
  type FaultRequest,
  faultEffects,
  gatewayStatuses,
} from '../../../src/control/fault-control.ts'
import { Failure } from '../../../src/failure/failure.ts'
import { nearestOf } from '../../../src/text/nearest.ts'
import { shellWord } from '../../../src/text/shell-word.ts'
import { parseDuration } from '../../../src/time/duration.ts'
import type { ContractFiles } from '../../kernel/contract-files.ts'

/** What a fault does, as it is typed. */
export const typedEffects = faultEffects.map(effect => effect.replaceAll('_', '-'))

/** Statuses of `gateway`, as they are typed. */
export const typedStatuses = gatewayStatuses.map(String)

/** What was typed for a fault. */
export interface TypedFault {
  readonly effect: string
  readonly code?: string | undefined
  readonly status?: string | undefined
  readonly delay?: string | undefined
  readonly operation?: string | undefined
  readonly tenant?: string | undefined
  readonly skip?: number | undefined
  readonly times?: number | undefined
  readonly probability?: number | undefined
}

type Contract = Pick<ContractFiles, 'index' | 'errors'>

/** The request for a fault that was typed. Throws a usage failure for what contradicts itself, or is not known. */
export function faultOf(typed: TypedFault, contract: Contract): FaultRequest {
  const { code, status, delay, operation, tenant, skip, times, probability } = typed
  const effect = effectOf(typed.effect)
  refuseForOthers('--code', code, 'error', effect)
  refuseForOthers('--status', status, 'gateway', effect)
  if (effect === 'delay' && delay === undefined)
    throw new Failure('usage', 'missing_input', 'A delay needs --delay: how long requests wait', {
      field: '--delay',
      hint: 'For example `ideadunes sandbox faults add delay --delay 2s`.',
      details: { missing: ['--delay'] },
    })
  if (probability === 0)
    throw wrong('--probability', '--probability 0 would hit nothing', 'Give a number above 0, up to 1.')
  return {
    effect,
    ...(code !== undefined && { code: codeOf(code, contract) }),
    ...(status !== undefined && { status: Number(status) as NonNullable<FaultRequest['status']> }),
    ...(delay !== undefined && { delay_ms: delayOf(delay) }),
    ...(operation !== undefined && { operation: operationOf(operation, contract) }),
    ...(tenant !== undefined && { tenant }),
    ...(skip !== undefined && { skip }),
    ...(times !== undefined && { times }),
    ...(probability !== undefined && { probability }),
  }
}

function effectOf(typed: string): FaultEffect {
  const plain = typed.toLowerCase().replaceAll('-', '_')
  const known = faultEffects.find(effect => effect === plain)
  if (known !== undefined) return known
  const near = nearestOf(typed.toLowerCase(), typedEffects)
  throw new Failure('usage', 'invalid_effect', `There is no effect ${typed}`, {
    field: 'EFFECT',
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}Take one of ${typedEffects.join(', ')}.`,
  })
}

/** A flag that only one effect has. */
function refuseForOthers(
  flag: string,
  value: string | undefined,
  wanted: FaultEffect,
  effect: FaultEffect,
): void {
  if (value === undefined || effect === wanted) return
  throw new Failure(
    'usage',
    'conflicting_input',
    `${flag} goes with the effect ${wanted}, not with ${effect.replaceAll('_', '-')}`,
    {
      field: flag,
      hint: `Leave ${flag} out, or add the effect ${wanted}: \`ideadunes sandbox faults add ${wanted} ${flag} ${shellWord(value)}\`.`,
    },
  )
}

function codeOf(typed: string, contract: Contract): string {
  const codes = Object.keys(contract.errors())
  if (codes.includes(typed)) return typed
  const near = nearestOf(typed, codes)
  throw wrong(
    '--code',
    `There is no error ${typed}`,
    near === undefined ? '`ideadunes errors` lists them all.' : `Did you mean ${near}?`,
  )
}

/** An operation by its operationId, or by its command: `createBooking`, `bookings create`, `bookings:create`. */
function operationOf(typed: string, contract: Contract): string {
  const index = contract.index()
  const plain = typed.trim().toLowerCase()
  const command = plain.split(/[\s:]+/).join(':')
  if (Object.hasOwn(index, command)) return index[command]?.id ?? typed
  const ids = [...Object.values(index).map(({ id }) => id), 'graphql']
  const known = ids.find(id => id.toLowerCase() === plain)
  if (known !== undefined) return known
  const commands = Object.keys(index).map(id => id.replaceAll(':', ' '))
  const near = nearestOf(typed, ids) ?? nearestOf(command.replaceAll(':', ' '), commands)
  throw wrong(
    '--operation',
    `There is no operation ${typed}`,
    near === undefined
      ? 'Name it as the OpenAPI document does (createBooking), or as its command is typed (bookings:create).'
      : `Did you mean ${near}?`,
  )
}

/** Real time, so that parts of a second count: `250ms`, `1.5s`, `2m`. */
function delayOf(typed: string): number {
  const [, count = '', unit] = /^(\d+(?:\.\d+)?) ?(ms|s)$/i.exec(typed.trim()) ?? []
  const seconds = parseDuration(typed)
  const ms =
    count !== '' ? Number(count) * (unit?.toLowerCase() === 'ms' ? 1 : 1_000) : (seconds ?? 0) * 1_000
  if (Number.isSafeInteger(Math.round(ms)) && Math.round(ms) > 0) return Math.round(ms)
  throw wrong('--delay', `${typed} is not how long a request waits`, 'It looks like 250ms, 2s, 1.5s or 1m.')
}

function wrong(field: string, message: string, hint: string): Failure {
  return new Failure('usage', 'invalid_flag', message, { field, hint })
}
