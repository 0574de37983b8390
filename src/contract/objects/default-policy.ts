import type { Static } from 'typebox'
import type { BookingPolicy } from './booking.ts'

/** The policy of a booking where neither tenant nor service say otherwise (rules, section 5). Minutes; minor units. */
export const defaultPolicy: Static<typeof BookingPolicy> = {
  confirmation: 'auto',
  confirm_within_min: 24 * 60,
  pay_within_min: 30,
  check_in_window_min: 30,
  no_show_grace_min: 15,
  auto_no_show: false,
  auto_complete: 'checked_in',
  auto_complete_after_min: 0,
  cancel_cutoff_min: 24 * 60,
  reschedule_cutoff_min: 24 * 60,
  reminders_min: [24 * 60, 60],
  offer_min: 15,
  late_cancel_fee: 0,
  no_show_fee: 0,
}
