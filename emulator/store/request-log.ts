import { matchesGlob } from '../../src/text/glob.ts'
import { among } from './among.ts'
import { insertRows } from './bulk-insert.ts'
import type { RequestLogRow, Trx } from './schema.ts'

/** As many requests are kept; older ones are dropped. */
const keptRequests = 10_000

/** Which logged requests are asked for; every given filter must hold. */
export interface RequestFilter {
  /** Status codes, or classes such as `4xx`. */
  readonly statuses?: readonly string[]
  /** A path in which `*` stands for any text. */
  readonly path?: string
  readonly tenantId?: string
  /** Only those with a number above this one. */
  readonly after?: number
  readonly limit: number
}

/** Writes a batch of answered requests, numbered on from the last, and drops those that are too old. Gives the rows. */
export async function appendRequests(
  trx: Trx,
  entries: readonly Omit<RequestLogRow, 'number'>[],
): Promise<readonly RequestLogRow[]> {
  if (entries.length === 0) return []
  const first = (await newestRequestNumber(trx)) + 1
  const rows = entries.map((entry, i) => ({ ...entry, number: first + i }))
  await insertRows(trx, 'request_log', rows)
  await trx
    .deleteFrom('request_log')
    .where('number', '<=', first + entries.length - 1 - keptRequests)
    .execute()
  return rows
}

/** The number of the newest request; 0 without any. */
export async function newestRequestNumber(trx: Trx): Promise<number> {
  const { last } = await trx
    .selectFrom('request_log')
    .select(({ fn }) => fn.max('number').as('last'))
    .executeTakeFirstOrThrow()
  return Number(last ?? 0)
}

/** The newest requests that match, oldest first. Few enough are kept that one rule can decide, here and live. */
export async function listRequests(trx: Trx, filter: RequestFilter): Promise<RequestLogRow[]> {
  const query = trx.selectFrom('request_log').selectAll().orderBy('number', 'desc')
  const rows = await (filter.after === undefined ? query : query.where('number', '>', filter.after)).execute()
  return rows
    .filter(row => matchesRequest(row, filter))
    .slice(0, filter.limit)
    .toReversed()
}

/** The requests with these numbers that are still there, oldest first. */
export async function requestsNumbered(trx: Trx, numbers: readonly number[]): Promise<RequestLogRow[]> {
  return await trx
    .selectFrom('request_log')
    .selectAll()
    .where(among('number', numbers))
    .orderBy('number')
    .execute()
}

/** Whether one request matches; of the log, and of requests that are followed live. */
export function matchesRequest(
  entry: Omit<RequestLogRow, 'number'>,
  filter: Omit<RequestFilter, 'limit' | 'after'>,
): boolean {
  const { statuses, path, tenantId } = filter
  if (tenantId !== undefined && entry.tenant_id !== tenantId) return false
  if (path !== undefined && !matchesGlob(path, entry.path)) return false
  const digits = String(entry.status)
  return statuses === undefined || statuses.some(status => status === digits || status === `${digits[0]}xx`)
}
