import { prepared, preparedForList } from './prepared.ts'
import type { BookingRow, Trx } from './schema.ts'

/** What a booking says about whose turn it is. */
type Booked = Pick<BookingRow, 'tenant_id' | 'resource_id' | 'start_at' | 'status' | 'created_at'>

/** How often each resource is booked, and when it was last booked (by creation; stored instant). */
export interface Load {
  readonly resource_id: string
  readonly bookings: number
  readonly last_booked_at: string
}

/** Bookings in these states took no work. */
const withoutWork = ['declined', 'cancelled']

interface Day {
  readonly tenantId: string
  readonly resourceId: string
  readonly day: string
}

const addToDay = prepared<Day & { readonly bookings: number; readonly lastBookedAt: string }>((db, hole) =>
  db
    .insertInto('resource_days')
    .values({
      tenant_id: hole('tenantId'),
      resource_id: hole('resourceId'),
      day: hole('day'),
      bookings: hole('bookings'),
      last_booked_at: hole('lastBookedAt'),
    })
    .onConflict(conflict =>
      conflict.columns(['tenant_id', 'resource_id', 'day']).doUpdateSet(({ eb, ref }) => ({
        bookings: eb('resource_days.bookings', '+', ref('excluded.bookings')),
        last_booked_at: eb
          .case()
          .when('excluded.last_booked_at', '>', ref('resource_days.last_booked_at'))
          .then(ref('excluded.last_booked_at'))
          .else(ref('resource_days.last_booked_at'))
          .end(),
      })),
    ),
)

const removeDay = prepared<Day>((db, hole) =>
  db
    .deleteFrom('resource_days')
    .where('tenant_id', '=', hole('tenantId'))
    .where('resource_id', '=', hole('resourceId'))
    .where('day', '=', hole('day')),
)

const countOfDay = prepared<
  Day & { readonly dayAfter: string },
  { bookings: number | string; last_booked_at: string | null }
>(
  (db, hole) =>
    db
      .selectFrom('bookings')
      .select(({ fn }) => [fn.countAll().as('bookings'), fn.max('created_at').as('last_booked_at')])
      .where('tenant_id', '=', hole('tenantId'))
      .where('resource_id', '=', hole('resourceId'))
      .where('start_at', '>=', hole('day'))
      .where('start_at', '<', hole('dayAfter'))
      .where('status', 'not in', withoutWork) as never,
)

const loadOfResources = preparedForList<
  { readonly tenantId: string; readonly from: string; readonly to: string },
  { resource_id: string; bookings: number | string; last_booked_at: string }
>((db, hole, ids) =>
  db
    .selectFrom('resource_days')
    .select(({ fn }) => [
      'resource_id',
      fn.sum('bookings').as('bookings'),
      fn.max('last_booked_at').as('last_booked_at'),
    ])
    .where('tenant_id', '=', hole('tenantId'))
    .where('resource_id', 'in', ids)
    .where('day', '>=', hole('from'))
    .where('day', '<=', hole('to'))
    .groupBy('resource_id'),
)

/** Counts new bookings, each on the day of its start. */
export async function countBookings(trx: Trx, rows: readonly Booked[]): Promise<void> {
  const days = new Map<string, Day & { bookings: number; lastBookedAt: string }>()
  for (const row of rows) {
    if (withoutWork.includes(row.status)) continue
    const day = dayOfBooking(row)
    const key = Object.values(day).join(' ')
    const sum = days.get(key) ?? { ...day, bookings: 0, lastBookedAt: '' }
    sum.bookings += 1
    if (row.created_at > sum.lastBookedAt) sum.lastBookedAt = row.created_at
    days.set(key, sum)
  }
  for (const sum of days.values()) await addToDay(trx, sum)
}

/** A booking was changed, and its row is written: the days that it left and came to are counted anew. */
export async function recountBooking(trx: Trx, before: Booked, after: Booked): Promise<void> {
  const [left, reached] = [before, after].map(row => ({
    ...dayOfBooking(row),
    counts: !withoutWork.includes(row.status),
  })) as [Day & { counts: boolean }, Day & { counts: boolean }]
  const isSameDay = left.resourceId === reached.resourceId && left.day === reached.day
  if (isSameDay && left.counts === reached.counts) return
  if (left.counts) await recountDay(trx, left)
  if (reached.counts) await recountDay(trx, reached)
}

async function recountDay(trx: Trx, { tenantId, resourceId, day }: Day): Promise<void> {
  // Stored instants of a day begin with it and a T, which U comes after.
  const [found] = await countOfDay(trx, { tenantId, resourceId, day, dayAfter: `${day}U` })
  // PostgreSQL counts in 64 bits and answers text.
  const bookings = Number(found?.bookings ?? 0)
  await removeDay(trx, { tenantId, resourceId, day })
  if (bookings === 0) return
  await addToDay(trx, { tenantId, resourceId, day, bookings, lastBookedAt: found?.last_booked_at ?? '' })
}

/**
 * How often each of these resources is booked on the days from one stored instant's to another's, both included;
 * resources without any booking are left out. A few rows are read for each resource and day, however many bookings.
 */
export async function bookingLoad(
  trx: Trx,
  tenantId: string,
  resourceIds: readonly string[],
  from: string,
  to: string,
): Promise<Load[]> {
  // `in ()` is SQLite's own; PostgreSQL refuses it.
  if (resourceIds.length === 0) return []
  const days = { from: from.slice(0, 10), to: to.slice(0, 10) }
  const rows = await loadOfResources(trx, { tenantId, ...days }, resourceIds)
  return rows.map(row => ({ ...row, bookings: Number(row.bookings) }))
}

function dayOfBooking({ tenant_id, resource_id, start_at }: Booked): Day {
  return { tenantId: tenant_id, resourceId: resource_id, day: start_at.slice(0, 10) }
}
