import type { Client, Page } from '../../src/client/client-types.ts'
import { oneLine } from '../../src/output/cell.ts'
import { clientFor, connectionOf } from '../connect/connection.ts'
import type { RequestValues } from '../connect/connection-types.ts'
import type { Context } from '../kernel/context.ts'

/** An id, and what people know it by. */
export interface KnownValue {
  readonly value: string
  readonly label: string
}

type Row = Readonly<Record<string, unknown>>

/** A list of the API whose ids a member takes. */
export interface KnownList {
  /** The operation that lists them. */
  readonly operation: string
  /** Columns that say what a row is. */
  readonly labels: readonly string[]
  /** The member of the query that finds by a text; without it all rows are looked at here. */
  readonly query?: string
}

const lists: Readonly<Record<string, KnownList>> = {
  service_id: { operation: 'listServices', labels: ['name', 'duration_min'] },
  resource_id: { operation: 'listResources', labels: ['name', 'type'] },
  customer_id: { operation: 'listCustomers', labels: ['name', 'email'], query: 'query' },
  booking_id: { operation: 'listBookings', labels: ['start_at', 'status', 'customer_id'] },
  location_id: { operation: 'listLocations', labels: ['name'] },
  skill_id: { operation: 'listSkills', labels: ['name'] },
  webhook_id: { operation: 'listWebhooks', labels: ['url', 'status'] },
  event_id: { operation: 'listEvents', labels: ['type', 'created_at'] },
  waitlist_entry_id: { operation: 'listWaitlistEntries', labels: ['status', 'service_id', 'customer_id'] },
}

/** Rows that are asked for at once. */
const rowsAtOnce = 100

/** The list whose ids an argument or flag takes, by its name: `BOOKING_ID`, `--service-id`. */
export function knownListOf(name: string): KnownList | undefined {
  const member = name.replace(/^--/, '').replaceAll('-', '_').toLowerCase()
  return Object.hasOwn(lists, member) ? lists[member] : undefined
}

/** A client of the API that is meant, for all of its operations. */
export async function askedClient(flags: RequestValues, context: Context): Promise<Client> {
  const routes = Object.fromEntries(Object.values(context.contract.index()).map(entry => [entry.id, entry]))
  return await clientFor(await connectionOf(flags, context), routes, context, { keepAlive: false })
}

/** The values of a list that a text finds, by their ids or by what people know them by. */
export async function knownValues(list: KnownList, typed: string, client: Client): Promise<KnownValue[]> {
  const finds = list.query === undefined || typed === '' ? {} : { [list.query]: typed }
  const { data } = await client.send(list.operation, { query: { limit: rowsAtOnce, ...finds } })
  const values = ((data as Page).data as readonly Row[]).map(row => knownValueOf(row, list))
  const sought = typed.toLowerCase()
  return values.filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(sought))
}

function knownValueOf(row: Row, { labels }: KnownList): KnownValue {
  const texts = labels.flatMap(name => {
    const member = row[name]
    if (member === null || member === undefined) return []
    return [name === 'duration_min' ? `${member} min` : oneLine(String(member))]
  })
  return { value: String(row.id), label: texts.join(', ') }
}
