import { type RawBuilder, sql } from 'kysely'

/** Instants of bookings whose days are indexed. */
export type DayColumn = 'start_at' | 'updated_at'

/** The day of a stored instant, in UTC, such as 2026-04-20: written as it is indexed. */
export function dayOf(column: DayColumn) {
  return sql<string>`substr(${sql.ref(column)}, 1, 10)`
}

/**
 * A query for the days of a period, each a `value`, on which a tenant has bookings that start or were changed then. From
 * one to the next is one step in the index, however many bookings a day has, and however long nothing happened.
 */
export function daysWithBookings(
  tenantId: string,
  column: DayColumn,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
): RawBuilder<{ value: string }> {
  const day = dayOf(column)
  // The period may begin and end in the middle of a day.
  const first = from?.slice(0, 10) ?? ''
  const last = to === undefined ? sql`true` : sql`${day} <= ${to.slice(0, 10)}`
  const next = (bound: RawBuilder<unknown>) =>
    sql`(select ${day} from bookings where tenant_id = ${tenantId} and ${bound} and ${last} order by ${day} limit 1)`
  return sql`
    with recursive days(day) as (
      select ${next(sql`${day} >= ${first}`)}
      union all
      select ${next(sql`${day} > days.day`)} from days where days.day is not null
    )
    select day as value from days where day is not null`
}
