/** A booking that names one of the holds of the default data set. */
export function bookingOf(hold_id: string, start_at: string) {
  return { customer_id: 'cust_priya_01', service_id: 'svc_checkup_20', start_at, hold_id }
}

/** Why a hold cannot become a booking: for creating one, and for trying to. */
export const holdRefusals = {
  hold_expired: {
    when: 'The hold has expired; its start may still be free without it.',
    example: { body: bookingOf('hold_missed_01', '2026-05-28T08:10:00Z') },
  },
  invalid_state_transition: {
    when: 'The hold was released, or has become a booking already.',
    example: {
      body: bookingOf('hold_lunch_01', '2026-05-28T07:10:00Z'),
      after: [{ operation: 'releaseHold', params: { hold_id: 'hold_lunch_01' } }],
    },
  },
}
