import Connection from 'better-sqlite3'
import { afterEach, beforeAll, describe, expect, type Mock, test, vi } from 'vitest'
import { boundOnce, StatementCache } from '../../emulator/store/sqlite/statement-cache.ts'
import { operations } from '../../src/contract/index.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { take, urlOf } from '../walk/requests.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

/**
 * Every list of the contract by every filter that it declares, and by two of them, in every order: as production asks,
 * through the API, with the statements as they are run. The planner has no statistics here, and none in production (the
 * last test), so that a plan is the same for ten rows and for a million.
 */
// Violations are worked out: all coming bookings are looked at, one resource after the other, and others get their turns.
const lists = operations.filter(({ orders, id }) => orders !== null && id !== 'listViolations')

/** Filters that are looked up in every row of the tenant, and why that may be. */
const walked: Readonly<Record<string, string>> = {
  'listResources.type': 'a business has some dozens of resources',
  'listResources.status': 'as above',
  'listResources.location_id': 'as above',
  'listResources.skill_id': 'as above',
  'listServices.status': 'a business has some dozens of services',
  'listDataRequests.kind': 'a business has some dozens of data requests',
  'listDataRequests.status': 'as above',
  'listDataRequests.overdue': 'as above',
  'listBreaches.status': 'and, one hopes, fewer breaches',
  'listAccessReviews.status': 'there are four in a year',
  'listCustomers.query': 'docs/decisions/032-lists-that-do-not-grow.md',
}

const ids: Readonly<Record<string, readonly string[]>> = {
  cust: ['cust_priya_01', 'cust_arjun_02'],
  res: ['res_dr_niket', 'res_dr_asha'],
  svc: ['svc_consult_30', 'svc_checkup_20'],
  loc: ['loc_main'],
  skill: ['skill_cardiology'],
  evt: ['evt_example_01'],
  bk: ['bk_paid_01', 'bk_deposit_01'],
  pay: ['pay_paid_01', 'pay_authorized_01'],
  series: ['series_physio_01'],
}

interface Filter {
  readonly name: string
  readonly value: string
}

/** A filter with one value, and with two where it takes several. Of a new kind of filter the test has to be told. */
function filtersOf(list: Operation): Filter[] {
  return Object.entries(list.query.properties)
    .filter(([name]) => !['limit', 'cursor', 'order'].includes(name))
    .flatMap(([name, schema]) => valuesOf(name, schema).map(value => ({ name, value })))
}

function valuesOf(name: string, schema: object): string[] {
  const { pattern = '', format, type, ...declared } = schema as Record<string, string | undefined>
  const prefix = declared['x-id-prefix'] ?? /^\^([a-z]+)_/.exec(pattern)?.[1]
  const [one, ...more] = prefix === undefined ? listedIn(pattern) : (ids[prefix] ?? [])
  if (one !== undefined) return [one, ...more.slice(0, 1).map(other => `${one},${other}`)]
  if (type === 'boolean') return ['true', 'false']
  if (name === 'purpose') return ['photos', 'marketing_email']
  if (name === 'type') return ['booking.created', 'booking.*']
  if (format === 'date-time' || /^(start|updated)_|^from$|^to$/.test(name))
    return [name.endsWith('to') ? '2026-05-01T00:00:00Z' : '2026-04-01T00:00:00Z']
  return name === 'query' ? ['sharma'] : ['priya@example.com', 'priya@example.com,arjun@example.com']
}

/** The values of a pattern such as `^(a|b)(,(a|b))*$`. */
function listedIn(pattern: string): string[] {
  return /^\^\(([a-z_]+(?:\|[a-z_]+)+)\)/.exec(pattern)?.[1]?.split('|') ?? []
}

let planner: Connection.Database
let prepare: Mock<StatementCache['prepare']>
beforeAll(async () => {
  const { database } = await forkSandbox('default')
  planner = new Connection(await database.serialize())
  planner.function('lower', { deterministic: true }, text => text)
  return () => planner.close()
})
afterEach(() => vi.restoreAllMocks())

/** A statement that read, and the lines of its plan. */
interface Planned {
  readonly text: string
  readonly plan: readonly string[]
}

async function readsOf(work: () => Promise<unknown>): Promise<Planned[]> {
  prepare = vi.spyOn(StatementCache.prototype, 'prepare')
  await work()
  const texts = new Set(prepare.mock.calls.map(([text]) => text))
  prepare.mockRestore()
  return [...texts]
    .filter(text => /^\s*(?:select|with)\b/.test(text))
    .map(text => ({ text, plan: planOf(text) }))
}

/** The plan of a statement as it is bound; what is bound makes no difference. */
function planOf(text: string): string[] {
  const nothing = Array.from(text.matchAll(/\?/g), () => null)
  const lines = planner.prepare(`explain query plan ${boundOnce(text)}`).all(...nothing)
  return (lines as { detail: string }[]).map(line => line.detail)
}

/** A list's pages: the first, the next and the one before it. */
async function readPages(sandbox: TestSandbox, list: Operation, filters: readonly Filter[], order: string) {
  const get = async (cursor: string | null) => {
    const query = {
      ...Object.fromEntries(filters.map(({ name, value }) => [name, value])),
      order,
      limit: 1,
      ...(cursor !== null && { cursor }),
    }
    const { params } = list.examples[0]
    const answer = await sandbox.send('GET', urlOf(list, { ...(params !== undefined && { params }), query }))
    expect(answer.status, `${urlOf(list, { query })}: ${answer.text}`).toBe(200)
    return answer.json
  }
  const { next_cursor } = await get(null)
  if (next_cursor === null) return
  const { prev_cursor } = await get(next_cursor)
  await get(prev_cursor)
}

/** Sorting is right where no index could have the order: where the query says so itself, for few rows. */
function isMeant(text: string): boolean {
  return /order by \("\w+" (?:\|\| ''|\+ 0)\)/.test(text)
}

/** What is bound in the index that the list walks, such as `tenant_id=? AND status=?`. */
function boundsOf({ text, plan }: Planned): string[] {
  if (!text.includes(' order by ')) return []
  return plan.flatMap(line => /^SEARCH .*\((.*)\)$/.exec(line)?.[1] ?? [])
}

describe.each(lists.map(list => [list.id, list] as const))('%s', (id, list) => {
  const filters = filtersOf(list)
  const pairs = filters.flatMap((one, i) =>
    filters.slice(i + 1).flatMap(other => (one.name === other.name ? [] : [[one, other]])),
  )

  test.each([...(list.orders ?? [])])('by %s: reads along an index, whatever the filters', async order => {
    const sandbox = await forkSandbox('default')
    for (let i = 0; i < 3; i++) await take(sandbox, [list.fill?.(i) ?? []].flat())
    for (const chosen of [[], ...filters.map(filter => [filter]), ...pairs]) {
      const reads = await readsOf(() => readPages(sandbox, list, chosen, order))
      const what = `${chosen.map(({ name, value }) => `${name}=${value}`).join(' and ')} by ${order}`
      expect(reads.length, what).toBeGreaterThan(0)
      for (const read of reads) {
        const scans = read.plan.filter(line => /^SCAN (?!CONSTANT|days|parts|\(subquery|found)/.test(line))
        expect(scans, `${what}: ${read.text}`).toEqual([])
        if (isMeant(read.text)) continue
        expect(read.plan.join('\n'), `${what}: ${read.text}`).not.toContain('TEMP B-TREE')
      }
      const isBound = chosen.some(({ name }) => walked[`${id}.${name}`] === undefined)
      if (!isBound) continue
      // Nothing but a tenant is bound where all of its rows are looked through.
      const bounds = reads.flatMap(boundsOf)
      expect(
        bounds.filter(bound => bound !== 'tenant_id=?'),
        what,
      ).not.toEqual([])
    }
  })
})

test('every exception is of a filter that there is', () => {
  const names = lists.flatMap(list => filtersOf(list).map(({ name }) => `${list.id}.${name}`))
  expect(Object.keys(walked).filter(name => !names.includes(name))).toEqual([])
})

test('nobody gathers statistics, which would change plans', async () => {
  const { database, send } = await forkSandbox('default')
  expect((await send('GET', '/v2/bookings?status=confirmed')).status).toBe(200)
  const used = new Connection(await database.serialize())
  expect(used.prepare(`select name from sqlite_master where name like 'sqlite_stat%'`).all()).toEqual([])
  used.close()
})
