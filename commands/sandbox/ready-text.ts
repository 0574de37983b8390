import { paintFor } from '../../src/output/paint.ts'
import type { Context } from '../base/context.ts'
import { factLines } from './fact-lines.ts'
import type { ReadyState } from './start.ts'

/** What people read when the sandbox is ready. The first line is one that scripts can wait for. */
export function readyText(state: ReadyState, context: Context): string {
  const paint = paintFor(context.terminal.stdout)
  const facts: readonly [string, string][] = [
    ['Base URL', `${state.base_url}/v2`],
    ['Secret key', state.keys.secret],
    ['Publishable key', state.keys.publishable],
    ['Tenant', state.tenant],
    ['Data', dataText(state)],
  ]
  return [
    `${paint('green', `Ready on ${state.base_url}`)}\n`,
    ...factLines(facts, paint),
    '\nType next, in another terminal:\n',
    ...nextCommands(state, context).map(command => `  ${command}\n`),
    state.resumed ? `${paint('dim', 'If that time is taken, the answer names the next free ones.')}\n` : '',
    `\n${paint('dim', `Ctrl-C stops, and so does ${context.typedName} sandbox stop.`)}\n`,
  ].join('')
}

function dataText({ data, resumed }: ReadyState): string {
  if (data === ':memory:') return 'in memory, gone at the end'
  return `${data} (${resumed ? 'goes on where it was' : 'new, with example data'})`
}

function nextCommands(
  { base_url, keys, resumed }: ReadyState,
  { typedName, now }: Context,
): readonly string[] {
  const startAt = resumed ? exampleStart(now()) : referenceStart
  const create = [
    `${typedName} bookings create --customer-id cust_priya_01 --service-id svc_consult_30`,
    `--resource-id res_dr_niket --start-at ${startAt} --channel video_zoom`,
    "--notes 'Follow-up · cardiology' --send-confirmation",
  ].join(' ')
  return [
    create,
    `${typedName} bookings list`,
    `curl -s ${base_url}/v2/bookings -H 'Authorization: Bearer ${keys.secret}'`,
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
