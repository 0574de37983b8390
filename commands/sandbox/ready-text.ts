import { paintFor } from '../../src/output/paint.ts'
import type { Context } from '../base/context.ts'
import type { ReadyState } from './start.ts'

/** What people read when the sandbox is ready. The first line is one that scripts can wait for. */
export function readyText(state: ReadyState, context: Context): string {
  const paint = paintFor(context.terminal.stdout)
  const facts = [
    ['Base URL', `${state.base_url}/v2`],
    ['Secret key', state.keys.secret],
    ['Publishable key', state.keys.publishable],
    ['Tenant', state.tenant],
    ['Data', dataText(state)],
  ].map(([label = '', value]) => `  ${paint('dim', label.padEnd(15))}  ${value}\n`)
  return [
    `${paint('green', `Ready on ${state.base_url}`)}\n`,
    ...facts,
    '\nType next, in another terminal:\n',
    ...nextCommands(state, context).map(command => `  ${command}\n`),
    `\n${paint('dim', 'Ctrl-C stops.')}\n`,
  ].join('')
}

function dataText({ data, resumed }: ReadyState): string {
  if (data === ':memory:') return 'in memory, gone at the end'
  return `${data} (${resumed ? 'goes on where it was' : 'new, with example data'})`
}

function nextCommands({ base_url, keys }: ReadyState, context: Context): readonly string[] {
  const { typedName } = context
  const create = [
    `${typedName} bookings create --customer-id cust_priya_01 --service-id svc_consult_30`,
    `--resource-id res_dr_niket --start-at ${exampleStart(context.now())} --channel video_zoom`,
    "--notes 'Follow-up · cardiology' --send-confirmation",
  ].join(' ')
  return [
    create,
    `${typedName} bookings list`,
    `curl -s ${base_url}/v2/bookings -H 'Authorization: Bearer ${keys.secret}'`,
  ]
}

const dayMs = 86_400_000

/**
 * A start at which the reference's example can be booked: tomorrow at 05:00Z, when res_dr_niket works
 * (09:00 to 18:00 in Asia/Kolkata), but never on a Sunday.
 */
export function exampleStart(now: Date): string {
  const tomorrow = new Date(now.getTime() + dayMs)
  const day = tomorrow.getUTCDay() === 0 ? new Date(tomorrow.getTime() + dayMs) : tomorrow
  return `${day.toISOString().slice(0, 10)}T05:00:00Z`
}
