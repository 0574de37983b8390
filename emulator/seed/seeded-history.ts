import type { BookingHistoryRow, BookingRow } from '../store/schema.ts'

/** How the history of a seeded booking begins: no request made it. Whatever became of it since, it was confirmed at first. */
export function madeByStaff(row: BookingRow): BookingHistoryRow {
  return {
    tenant_id: row.tenant_id,
    id: row.id.replace(/^bk_/, 'bt_'),
    booking_id: row.id,
    revision: 1,
    action: 'create',
    from_status: null,
    to_status: row.status === 'completed' ? 'confirmed' : row.status,
    actor: 'staff',
    reason: null,
    at: row.created_at,
    request_id: null,
  }
}
