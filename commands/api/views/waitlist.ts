import { openTable } from '../../../src/output/table.ts'
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

const columns = ['turn', 'service_id', 'id', 'customer_id', 'offered', 'stands_until']

/** The waitlist as a line of people: service by service who has an offer and until when, who is next, who comes then. */
export const renderWaitlist: View = async (answer, _, { terminal: { stdout } }) => {
  const entries = answer.data as readonly Entry[]
  const services = Object.values(Object.groupBy(entries, entry => entry.service_id))
  await openTable(stdout, columns).add(services.flatMap((ofService = []) => rowsOf(ofService)))
}

function rowsOf(entries: readonly Entry[]) {
  const of = (...states: string[]) => entries.filter(({ status }) => states.includes(status))
  const waiting = of('waiting').toSorted(byTurn)
  return [
    ...of('offered').map(entry => rowOf(entry, 'offered')),
    ...waiting.map((entry, index) => rowOf(entry, index === 0 ? 'next' : String(index + 1))),
    ...of('accepted', 'expired', 'removed').map(entry => rowOf(entry, entry.status)),
  ]
}

/** As offers are made: by priority, then by age. */
function byTurn(one: Entry, other: Entry): number {
  const age = (entry: Entry) => `${entry.created_at} ${entry.id}`
  return other.priority - one.priority || (age(one) < age(other) ? -1 : 1)
}

function rowOf({ id, service_id, customer_id, offer }: Entry, turn: string) {
  const offered = offer === null ? '' : `${offer.start_at} with ${offer.resource_id}`
  return { turn, service_id, id, customer_id, offered, stands_until: offer?.expires_at ?? '' }
}
