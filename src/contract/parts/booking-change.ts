/** The example of a refusal: the booking that it is tried on was cancelled before. */
export const cancelled = {
  operation: 'cancelBooking',
  params: { booking_id: 'bk_checkup_01' },
  body: {},
} as const
