import { latestClockMs } from '../../src/contract/instants.ts'
import type { DataSetName } from '../../src/control/data-sets.ts'
import { dataSetNames, isDataSet } from '../../src/control/data-sets.ts'
import { Failure } from '../../src/failure/failure.ts'
import { type Instant, instantText } from './instant.ts'

/** How the clock of a sandbox goes: real, standing still at an instant, or running on from one. */
export type StartClock = 'real' | Instant | { readonly frozen: Instant } | { readonly from: Instant }

/** What a sandbox begins with. */
export interface StartOptions {
  /** Also listens on this port of 127.0.0.1, 0 for a free one. It listens nowhere by default. */
  readonly port?: number
  /** `default` by default. */
  readonly dataSet?: DataSetName
  /** Real time by default. An instant freezes it there. */
  readonly clock?: StartClock
  /** Rate limits of all tenants: a plan by name, or `1/10/100`. `unlimited` by default. */
  readonly plan?: string
  /** A folder in which it is kept; in memory by default. What lies there already goes on, as `sandbox start` does. */
  readonly data?: string
  /** Any word: another one gives other ids. */
  readonly seed?: string
}

/** The options as they are worked with. */
export interface Start {
  readonly port: number | undefined
  readonly dataSet: DataSetName
  /** Undefined for real time. */
  readonly clock: { readonly atMs: number; readonly frozen: boolean } | undefined
  readonly plan: string
  readonly data: string
  readonly seed: string | undefined
}

const known = ['port', 'dataSet', 'clock', 'plan', 'data', 'seed']

/** Reads the options. Throws a usage Failure for what cannot be meant; whether there is such a plan is seen later. */
export function startOf(options: StartOptions): Start {
  const unknown = Object.keys(options).find(name => !known.includes(name))
  if (unknown !== undefined)
    throw wrong(unknown, `There is no option ${unknown}`, `Known are ${known.join(', ')}.`)
  const { port, dataSet = 'default', clock = 'real', plan = 'unlimited', data = ':memory:', seed } = options
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536))
    throw wrong('port', `${port} is no port`, 'Ports go from 1 to 65535; 0 takes a free one.')
  if (!isDataSet(dataSet))
    throw wrong(
      'dataSet',
      `There is no data set ${String(dataSet)}`,
      `Take one of ${dataSetNames.join(', ')}.`,
    )
  if (seed === '') throw wrong('seed', 'The seed is empty', 'Give any word.')
  return { port, dataSet, clock: clockOf(clock), plan, data, seed }
}

function clockOf(clock: StartClock): Start['clock'] {
  if (clock === 'real') return undefined
  const isPlain = typeof clock === 'string' || clock instanceof Date
  const frozen = isPlain || 'frozen' in clock
  const at = isPlain ? clock : 'frozen' in clock ? clock.frozen : clock.from
  const atMs = Date.parse(instantText(at, 'clock'))
  if (atMs > latestClockMs)
    throw wrong(
      'clock',
      `${instantText(at, 'clock')} lies behind the end of time`,
      'Clocks go until the end of 9989.',
    )
  return { atMs, frozen }
}

function wrong(field: string, message: string, hint: string): Failure {
  return new Failure('usage', 'invalid_option', message, { field, hint })
}
