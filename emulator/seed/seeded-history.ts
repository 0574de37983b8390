import type { BookingHistoryRow, BookingRow } from '../store/schema.ts'

/** How the history of a seeded booking begins: no request made it. */
export function madeByStaff(row: BookingRow): BookingHistoryRow {
  return {
    tenant_id: row.tenant_id,
    id: row.id.replace(/^bk_/, 'bt_'),
    booking_id: row.id,
    revision: row.revision,
    action: 'create',
    from_status: null,
    to_status: row.status,
    actor: 'staff',
    reason: null,
    at: row.created_at,
    request_id: null,
  }
}

const endings: Readonly<Record<string, string>> = {
  declined: 'decline',
  cancelled: 'cancel',
  completed: 'complete',
  no_show: 'no_show',
}

/** The whole history of a drawn booking, one line for each of its revisions. */
export function drawnHistory(row: BookingRow): BookingHistoryRow[] {
  const byHand = (JSON.parse(row.policy) as { confirmation?: string }).confirmation === 'manual'
  const first = row.status === 'awaiting_payment' ? row.status : byHand ? 'pending' : 'confirmed'
  const moves: [action: string, status: string, at: string][] = []
  if (first === 'pending' && row.status !== 'pending' && row.status !== 'declined')
    moves.push(['confirm', 'confirmed', row.created_at])
  if (row.checked_in_at !== null) moves.push(['check_in', 'checked_in', row.checked_in_at])
  const ending = endings[row.status]
  if (ending !== undefined) moves.push([ending, row.status, row.updated_at])
  const made = { ...madeByStaff(row), revision: 1, to_status: first }
  let before = made.to_status
  return [
    made,
    ...moves.map(([action, to_status, at], i): BookingHistoryRow => {
      const line = {
        ...made,
        id: `${made.id}_${i + 2}`,
        revision: i + 2,
        action,
        from_status: before,
        to_status,
        at,
      }
      before = to_status
      return line
    }),
  ]
}
