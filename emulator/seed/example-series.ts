import { insertTransition } from '../store/booking-history.ts'
import { insertSeries } from '../store/booking-series.ts'
import type { Trx } from '../store/schema.ts'
import { common } from './default-members.ts'
import { insertSeededBooking } from './seeded-booking.ts'

const madeAt = '2026-04-02T06:00:00.000Z'
const firstEndsAt = '2026-04-09T04:30:00.000Z'

/** Thursdays at 09:40 in Kolkata. */
const days = ['2026-04-09', '2026-04-16', '2026-04-23', '2026-04-30', '2026-05-07']

const members = {
  customer_id: 'cust_arjun_02',
  service_id: 'svc_checkup_20',
  resource_id: 'res_dr_asha',
}

/** A series of which the first booking is over at the time of the reference's example, and four lie ahead. */
export async function insertExampleSeries(trx: Trx): Promise<void> {
  const made = { created_at: madeAt, updated_at: madeAt }
  const bookings = days.map((day, i) => ({ id: `bk_physio_0${i + 1}`, day }))
  await insertSeries(trx, {
    ...common,
    ...made,
    ...members,
    id: 'series_physio_01',
    rrule: 'FREQ=WEEKLY;COUNT=5',
    start_local: '2026-04-09T09:40:00',
    timezone: 'Asia/Kolkata',
    on_conflict: 'fail',
    occurrences: JSON.stringify(
      bookings.map(({ id, day }) => ({ booking_id: id, local_start: `${day}T09:40:00` })),
    ),
    skipped: '[]',
    status: 'active',
  })
  for (const [i, { id, day }] of bookings.entries()) {
    await insertSeededBooking(trx, {
      ...made,
      ...members,
      id,
      from: `${day}T04:10`,
      to: `${day}T04:30`,
      series_id: 'series_physio_01',
      original_start_at: `${day}T04:10:00.000Z`,
      ...(i === 0 && completed),
    })
  }
  await insertTransition(trx, {
    tenant_id: common.tenant_id,
    id: 'bt_physio_01_completed',
    booking_id: 'bk_physio_01',
    revision: 2,
    action: 'complete',
    from_status: 'confirmed',
    to_status: 'completed',
    actor: 'staff',
    reason: null,
    at: firstEndsAt,
    request_id: null,
  })
}

const completed = {
  status: 'completed',
  completed_at: firstEndsAt,
  updated_at: firstEndsAt,
  revision: 2,
}
