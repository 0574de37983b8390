import { sql } from 'kysely'
import type { Trx } from './schema.ts'

/** Instants of bookings whose days are indexed. */
export type DayColumn = 'start_at' | 'updated_at'

/** The day of a stored instant, in UTC, such as 2026-04-20: written as it is indexed. */
export function dayOf(column: DayColumn) {
  return sql<string>`substr(${sql.ref(column)}, 1, 10)`
}

/**
 * The days of a period on which a tenant has bookings that start or were changed then. From one to the next is one
 * step in the index, however many bookings a day has, and however long nothing happened.
 */
export async function daysWithBookings(
  trx: Trx,
  tenantId: string,
  column: DayColumn,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<string[]> {
  const day = dayOf(column)
  const first = from?.slice(0, 10) ?? ''
  // The period may end in the middle of its last day.
  const last = to === undefined ? sql`true` : sql`${day} <= ${to.slice(0, 10)}`
  const next = (bound: ReturnType<typeof sql>) =>
    sql`(select ${day} from bookings where tenant_id = ${tenantId} and ${bound} and ${last} order by ${day} limit 1)`
  const { rows } = await sql<{ day: string }>`
    with recursive days(day) as (
      select ${next(sql`${day} >= ${first}`)}
      union all
      select ${next(sql`${day} > days.day`)} from days where days.day is not null
    )
    select day from days where day is not null`.execute(trx)
  return rows.map(row => row.day)
}
