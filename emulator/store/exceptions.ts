import { among } from './among.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import type { ExceptionRow, Trx } from './schema.ts'
import { remembered } from './session.ts'

/**
 * Which exceptions of a resource a list shows. Exceptions are stored in dates or in instants, so each end of the
 * period is given as both.
 */
export interface ExceptionFilter {
  readonly kinds?: readonly string[]
  readonly endsAfter?: { readonly date: string; readonly instant: string }
  readonly beginsBefore?: { readonly date: string; readonly instant: string }
}

const exceptionsOfResource = prepared<{ tenantId: string; resourceId: string }, ExceptionRow>((db, hole) =>
  db
    .selectFrom('exceptions')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('resource_id', '=', hole('resourceId'))
    .orderBy('id'),
)

/** All exceptions of a resource's weekly hours. */
export async function exceptionsOf(trx: Trx, tenantId: string, resourceId: string): Promise<ExceptionRow[]> {
  return await remembered(trx, 'exceptions', `${tenantId} ${resourceId}`, () =>
    exceptionsOfResource(trx, { tenantId, resourceId }),
  )
}

/** The exception of this resource, or undefined: another resource's is not there. */
export async function findException(
  trx: Trx,
  tenantId: string,
  resourceId: string,
  id: string,
): Promise<ExceptionRow | undefined> {
  return await trx
    .selectFrom('exceptions')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('resource_id', '=', resourceId)
    .executeTakeFirst()
}

/** One page of the exceptions of a resource. A filter's date is the last or first one that still counts. */
export async function pageExceptions(
  trx: Trx,
  resource: { readonly tenant_id: string; readonly id: string },
  { kinds, endsAfter, beginsBefore }: ExceptionFilter,
  page: PageRequest,
): Promise<Page<ExceptionRow>> {
  let query = trx
    .selectFrom('exceptions')
    .selectAll()
    .where('tenant_id', '=', resource.tenant_id)
    .where('resource_id', '=', resource.id)
  if (kinds !== undefined) query = query.where(among('kind', kinds))
  if (endsAfter !== undefined) {
    query = query.where(({ or, and, eb, fn }) =>
      or([
        and([eb(fn('length', ['to']), '=', dateLength), eb('to', '>=', endsAfter.date)]),
        and([eb(fn('length', ['to']), '>', dateLength), eb('to', '>', endsAfter.instant)]),
      ]),
    )
  }
  if (beginsBefore !== undefined) {
    query = query.where(({ or, and, eb, fn }) =>
      or([
        and([eb(fn('length', ['from']), '=', dateLength), eb('from', '<=', beginsBefore.date)]),
        and([eb(fn('length', ['from']), '>', dateLength), eb('from', '<', beginsBefore.instant)]),
      ]),
    )
  }
  return await fetchPage(query, page)
}

const dateLength = '2026-12-25'.length

/** Whether an exception is stored in local dates; otherwise in instants. */
export function isInDates(row: Pick<ExceptionRow, 'from'>): boolean {
  return row.from.length === dateLength
}

/** Adds an exception of weekly hours. */
export async function insertException(trx: Trx, row: ExceptionRow): Promise<void> {
  await insertRow(trx, 'exceptions', row)
}

/** Writes an exception's row in place of the one before. */
export async function saveException(trx: Trx, row: ExceptionRow): Promise<void> {
  const { tenant_id, id, ...members } = row
  await trx
    .updateTable('exceptions')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}

/** Takes an exception out. */
export async function removeException(trx: Trx, { tenant_id, id }: ExceptionRow): Promise<void> {
  await trx.deleteFrom('exceptions').where('tenant_id', '=', tenant_id).where('id', '=', id).execute()
}
