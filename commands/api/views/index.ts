// Made by `npm run build` from the files beside it: a new view stands here without an edit.
import type { View } from '../view.ts'

/** How answers are shown, by the names that operations declare. */
export const views: Readonly<Record<string, () => Promise<View>>> = {
  assignments: async () => (await import('./assignments.ts')).renderAssignments,
  booking: async () => (await import('./booking.ts')).renderBooking,
  constraints: async () => (await import('./constraints.ts')).renderConstraints,
  payment: async () => (await import('./payment.ts')).renderPayment,
  'schedule-score': async () => (await import('./schedule-score.ts')).renderScheduleScore,
  search: async () => (await import('./search.ts')).renderSearch,
  series: async () => (await import('./series.ts')).renderSeries,
  slots: async () => (await import('./slots.ts')).renderSlots,
  validation: async () => (await import('./validation.ts')).renderValidation,
  waitlist: async () => (await import('./waitlist.ts')).renderWaitlist,
}
