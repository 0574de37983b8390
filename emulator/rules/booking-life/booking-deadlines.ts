import { type BookingObject, policyOf } from '../../objects/booking.ts'
import { dropJobs } from '../../store/due-jobs.ts'
import { fromStored } from '../../store/instants.ts'
import type { BookingRow } from '../../store/schema.ts'
import type { Context, Job } from '../context/context.ts'

/** Schedules what the clock is to do with a booking. What would be due already is left out (imports of the past). */
export async function scheduleDeadlines(ctx: Context, row: BookingRow): Promise<void> {
  // Customers may check in until the very end, which is then due at once.
  const isAhead = ({ dueMs }: Job) => dueMs > ctx.now || (dueMs === ctx.now && row.status === 'checked_in')
  await ctx.schedule(deadlinesOf(row, ctx.now).filter(isAhead))
}

/** Makes the deadlines of a booking follow a change of it: another state or time has other ones. */
export async function settleDeadlines(ctx: Context, before: BookingRow, after: BookingRow): Promise<void> {
  const decisive = ['status', 'start_at', 'end_at'] as const
  if (decisive.every(member => after[member] === before[member])) return
  await dropJobs(ctx.trx, ctx.tenant.id, after.id)
  await scheduleDeadlines(ctx, after)
}

/** Every deadline of a booking in its state; at one instant they come in this order. None once it has ended. */
export function deadlinesOf(row: BookingRow, nowMs: number): Job[] {
  const policy = policyOf(row)
  const startMs = fromStored(row.start_at)
  const completeMs = fromStored(row.end_at) + policy.auto_complete_after_min * 60_000
  const noShowMs = startMs + policy.no_show_grace_min * 60_000
  const job = (kind: string, dueMs: number): Job => ({ kind: `booking.${kind}`, objectId: row.id, dueMs })
  switch (row.status as BookingObject['status']) {
    case 'pending':
      return row.confirm_by === null ? [] : [job('confirm_by', fromStored(row.confirm_by))]
    case 'awaiting_payment':
      return row.pay_by === null ? [] : [job('pay_by', fromStored(row.pay_by))]
    case 'confirmed': {
      const reminders = policy.reminders_min.map(offset => ({
        ...job('reminder', startMs - offset * 60_000),
        data: { offset },
      }))
      // Where both would come, the no-show wins, even if its grace outlasts the booking.
      if (policy.auto_no_show && noShowMs > nowMs) return [...reminders, job('auto_no_show', noShowMs)]
      return policy.auto_complete === 'confirmed'
        ? [...reminders, job('auto_complete', completeMs)]
        : reminders
    }
    case 'checked_in':
      return policy.auto_complete === 'off' ? [] : [job('auto_complete', completeMs)]
    default:
      return []
  }
}
