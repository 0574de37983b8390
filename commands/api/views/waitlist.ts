import { oneLine } from '../../../src/output/cell.ts'
import { paintFor } from '../../../src/output/paint.ts'
import type { View } from '../view.ts'

interface Entry {
  readonly id: string
  readonly status: string
  readonly service_id: string
  readonly customer_id: string
  readonly priority: number
  readonly created_at: string
  readonly offer: {
    readonly start_at: string
    readonly resource_id: string
    readonly expires_at: string
  } | null
}

/**
 * The waitlist as a line of people, service by service: who has an offer and until when, who is next, who comes then.
 *
 *     svc_checkup_20
 *       offered  wl_priya_01  cust_priya_01
 *                2026-04-16T04:30:00Z with res_dr_asha, until 2026-04-15T09:57:11Z
 *       next     wl_arjun_01  cust_arjun_02
 */
export const renderWaitlist: View = async (answer, _, { terminal: { stdout } }) => {
  const paint = paintFor(stdout)
  const entries = answer.data as readonly Entry[]
  const texts = Object.entries(Object.groupBy(entries, entry => entry.service_id)).map(
    ([service, ofService = []]) => {
      const lines = inLine(ofService).flatMap(({ entry, turn }) => linesOf(entry, turn))
      return `${paint('bold', oneLine(service))}\n${lines.map(line => `${line}\n`).join('')}`
    },
  )
  await stdout.write(texts.join('\n'))
}

/** As offers are made: those that stand first, then who waits by priority and age, then the others. */
function inLine(entries: readonly Entry[]) {
  const of = (...states: string[]) => entries.filter(({ status }) => states.includes(status))
  const waiting = of('waiting').toSorted(byTurn)
  return [
    ...of('offered').map(entry => ({ entry, turn: 'offered' })),
    ...waiting.map((entry, index) => ({ entry, turn: index === 0 ? 'next' : `${index + 1}.` })),
    ...of('accepted', 'expired', 'removed').map(entry => ({ entry, turn: entry.status })),
  ]
}

function byTurn(one: Entry, other: Entry): number {
  const age = (entry: Entry) => `${entry.created_at} ${entry.id}`
  return other.priority - one.priority || (age(one) < age(other) ? -1 : 1)
}

const turnWidth = 'accepted'.length

function linesOf({ id, customer_id, priority, offer }: Entry, turn: string): string[] {
  const dear = priority === 0 ? '' : `  priority ${priority}`
  const line = `  ${turn.padEnd(turnWidth)}  ${oneLine(`${id}  ${customer_id}${dear}`)}`
  if (offer === null) return [line]
  const { start_at, resource_id, expires_at } = offer
  const text = oneLine(`${start_at} with ${resource_id}, until ${expires_at}`)
  return [line, `  ${' '.repeat(turnWidth)}  ${text}`]
}
