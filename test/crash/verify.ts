import type { Arrivals } from './arrivals.ts'
import type { KillableSandbox } from './killable-sandbox.ts'
import type { AnsweredCreate } from './load.ts'

interface Row {
  readonly id: string
  readonly type?: string
  readonly notes?: string | null
  readonly data?: { readonly object: { readonly id: string } }
}

/** Compares what is there with what was answered and what arrived. Gives every contradiction. */
export async function verify(
  sandbox: KillableSandbox,
  answered: readonly AnsweredCreate[],
  arrivals: Arrivals,
): Promise<{ faults: string[]; events: number }> {
  const [all, customers, bookings] = [
    await listAll(sandbox, '/v2/events'),
    await listAll(sandbox, '/v2/customers'),
    await listAll(sandbox, '/v2/bookings'),
  ]
  // Of the example data, older than the endpoint.
  const events = all.filter(({ id }) => id !== 'evt_example_01')
  return {
    events: events.length,
    faults: [
      ...repeated(events.map(({ id }) => id)).map(id => `the event ${id} is in the log twice`),
      ...lostOrChanged(events, arrivals),
      ...invented(events, arrivals),
      ...arrivals.changed.map(id => `the event ${id} arrived with two bodies`),
      ...broken(answered, [...customers, ...bookings], events),
    ],
  }
}

function lostOrChanged(events: readonly Row[], { bodies }: Arrivals): string[] {
  return events.flatMap(event => {
    const body = bodies.get(event.id)
    if (body === undefined) return [`the event ${event.id} (${event.type}) never arrived`]
    return body === JSON.stringify(event) ? [] : [`the event ${event.id} arrived with other bytes`]
  })
}

function invented(events: readonly Row[], { bodies }: Arrivals): string[] {
  const known = new Set(events.map(({ id }) => id))
  return [...bodies.keys()]
    .filter(id => !known.has(id))
    .map(id => `the event ${id} arrived and is not in the log`)
}

/** One effect of each request: an object with its notes, and one event that it was created. */
function broken(answered: readonly AnsweredCreate[], rows: readonly Row[], events: readonly Row[]): string[] {
  const ids = new Set(rows.map(({ id }) => id))
  const created = events.filter(({ type }) => /^(customer|booking)\.created$/.test(type ?? ''))
  const createdIds = new Set(created.map(({ data }) => data?.object.id))
  const names = rows.flatMap(({ notes }) => (notes?.startsWith('create-') ? [notes] : []))
  return [
    ...answered
      .filter(({ id }) => !ids.has(id))
      .map(({ id, name }) => `${name} was answered with ${id}, which is gone`),
    ...answered.filter(({ id }) => !createdIds.has(id)).map(({ id }) => `${id} has no event of its creation`),
    ...repeated(names).map(name => `${name} had two effects`),
    ...repeated(created.map(({ data }) => String(data?.object.id))).map(
      id => `${id} was created in two events`,
    ),
  ]
}

function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>()
  return values.filter(value => seen.has(value) || !seen.add(value))
}

async function listAll({ baseUrl, key }: KillableSandbox, path: string): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const url: string = `${baseUrl}${path}?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`
    const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } })
    if (answer.status !== 200) throw new Error(`${url} was answered ${answer.status}: ${await answer.text()}`)
    const page = (await answer.json()) as { data: Row[]; next_cursor: string | null }
    rows.push(...page.data)
    cursor = page.next_cursor
  }
  return rows
}
