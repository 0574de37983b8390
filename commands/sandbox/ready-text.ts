import { paintFor } from '../../src/output/paint.ts'
import type { Context } from '../kernel/context.ts'
import type { Ready } from '../kernel/ready.ts'
import { factLines } from './fact-lines.ts'
import { keyFacts } from './key-facts.ts'

/** How the sandbox runs: in this terminal, or on its own, with its log in a file. */
export type RunsIn = 'terminal' | { readonly log: string | null }

/** What people read when the sandbox is ready. The first line is one that scripts can wait for. */
export function readyText(ready: Ready, runsIn: RunsIn, context: Context): string {
  const { state, portNote, crashedPid, notes = [] } = ready
  const paint = paintFor(context.terminal.stdout)
  const crash = `The last run (pid ${crashedPid}) did not stop cleanly; everything it answered is here.`
  return [
    `${paint('green', `Ready on ${state.base_url}`)}\n`,
    ...factLines(
      [
        ['Base URL', `${state.base_url}/v2`],
        ...keyFacts(state.keys),
        ['Tenant', state.tenant],
        ['Data', dataText(ready)],
        ...(portNote === null ? [] : [['Port', portNote] as const]),
        ...(runsIn === 'terminal' || runsIn.log === null ? [] : [['Log', runsIn.log] as const]),
      ],
      paint,
    ),
    crashedPid === null ? '' : `\n${paint('yellow', crash)}\n`,
    ...notes.map(note => `${paint('yellow', note)}\n`),
    `\nType next${runsIn === 'terminal' ? ', in another terminal' : ''}:\n`,
    ...nextCommands(ready, context).map(command => `  ${command}\n`),
    state.resumed && hasExample(ready)
      ? `${paint('dim', 'If that time is taken, the answer names the next free ones.')}\n`
      : '',
    `\n${paint('dim', endText(runsIn, context))}\n`,
  ].join('')
}

/** What people read when there is nothing to start. */
export function alreadyRunningText(
  ready: Ready,
  { log }: { readonly log: string | null },
  context: Context,
): string {
  const { state } = ready
  const paint = paintFor(context.terminal.stdout)
  return [
    `${paint('green', `Already running on ${state.base_url}`)}\n`,
    ...factLines(
      [
        ['Base URL', `${state.base_url}/v2`],
        ...keyFacts(state.keys).slice(0, 1),
        ['Process', String(state.pid)],
        ['Data', dataText(ready)],
        ...(log === null ? [] : [['Log', log] as const]),
      ],
      paint,
    ),
    `\n${paint('dim', `${context.typedName} sandbox stop ends it.`)}\n`,
  ].join('')
}

function endText(runsIn: RunsIn, { typedName }: Context): string {
  if (runsIn === 'terminal') return `Ctrl-C stops, and so does ${typedName} sandbox stop.`
  return `It runs in the background until ${typedName} sandbox stop.`
}

function dataText({ state: { data, resumed }, dataSet }: Ready): string {
  const what = dataSet === undefined ? 'example data' : `the data set ${dataSet}`
  if (data === ':memory:')
    return `in memory, gone at the end${dataSet === undefined ? '' : ` (with ${what})`}`
  return `${data} (${resumed ? 'goes on where it was' : `new, with ${what}`})`
}

/** Other data sets have not what the example of a booking names. */
function hasExample({ dataSet }: Ready): boolean {
  return dataSet === undefined || dataSet === 'reference'
}

function nextCommands(ready: Ready, { typedName, now }: Context): readonly string[] {
  const { base_url, keys, resumed } = ready.state
  const startAt = resumed ? exampleStart(now()) : referenceStart
  const create = [
    `${typedName} bookings create --customer-id cust_priya_01 --service-id svc_consult_30`,
    `--resource-id res_dr_niket --start-at ${startAt} --channel video_zoom`,
    "--notes 'Follow-up · cardiology' --send-confirmation",
  ].join(' ')
  return [
    ...(hasExample(ready) ? [create] : [`${typedName} services list`]),
    `${typedName} bookings list`,
    `curl -s ${base_url}/v2/bookings -H 'Authorization: Bearer ${keys.secret ?? 'KEY'}'`,
  ]
}

/** The start of the reference's example. On fresh data it is free, and a secret key may book it on any day. */
const referenceStart = '2026-04-20T05:00:00Z'

const dayMs = 86_400_000

/**
 * A start for data that has been used, where the reference's is taken by now: tomorrow at 05:00Z, when
 * res_dr_niket works (09:00 to 18:00 in Asia/Kolkata), but never on a Sunday.
 */
export function exampleStart(now: Date): string {
  const tomorrow = new Date(now.getTime() + dayMs)
  const day = tomorrow.getUTCDay() === 0 ? new Date(tomorrow.getTime() + dayMs) : tomorrow
  return `${day.toISOString().slice(0, 10)}T05:00:00Z`
}
