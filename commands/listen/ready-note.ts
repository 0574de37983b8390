import { largest } from '../../src/lists/extremes.ts'
import { paintFor } from '../../src/output/paint.ts'
import type { Context } from '../kernel/context.ts'
import type { ForwardingPlan } from './forwarding-plan.ts'
import { secretVariable } from './signing-secret.ts'

/** What people read when events can come: from where, to where, and the secret that handlers verify with. */
export function readyNote(
  { source, targets, patterns, secret }: ForwardingPlan,
  to: string,
  interactive: boolean,
  { terminal }: Context,
): string {
  const paint = paintFor(terminal.stderr)
  const width = largest(targets.map(({ name }) => name.length))
  const types = patterns === undefined ? 'every event' : patterns.join(', ')
  const lines = targets.map(({ name, choices }) => {
    const isAll = choices.some(choice => choice.length === 1 && choice[0] === '*')
    const chosen = isAll ? types : choices.map(choice => choice.join(', ')).join('; ')
    const also = isAll || patterns === undefined ? '' : `, of ${types}`
    return `  -> ${name.padEnd(width)}  ${paint('dim', `${chosen}${also}`)}\n`
  })
  return [
    `${paint('green', `Listening to ${source.baseUrl}`)} (${to})\n`,
    ...lines,
    `Signed with ${secret}\n`,
    `${paint('dim', `Handlers verify with it; they look for it in ${secretVariable}.`)}\n`,
    interactive
      ? `${paint('dim', 'r sends the last again, d shows it whole, ? lists the keys, Ctrl-C ends.')}\n`
      : '',
  ].join('')
}
