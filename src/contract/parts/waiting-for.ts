/** Somebody waits: the step before an example in which time is freed. */
export function waitingFor(service_id: string, from: string, to: string, more: object = {}) {
  return {
    operation: 'createWaitlistEntry',
    body: { customer_id: 'cust_arjun_02', service_id, windows: [{ from, to }], ...more },
  }
}

/** Somebody waits for a check-up at the time of the confirmed booking of the examples, with its doctor. */
export const waitingForCheckup = waitingFor(
  'svc_checkup_20',
  '2026-05-27T05:10:00Z',
  '2026-05-27T05:30:00Z',
  { resource_id: 'res_dr_asha' },
)

/** Somebody waits for a check-up within the hour, which may begin at any minute. */
export const waitingForToday = [
  { operation: 'updateService', params: { service_id: 'svc_checkup_20' }, body: { step_min: 1 } },
  waitingFor('svc_checkup_20', '2026-04-15T09:40:00Z', '2026-04-15T10:40:00Z', {
    resource_id: 'res_dr_asha',
  }),
]

/** A Sunday, on which nobody works. */
export const sunday = { from: '2026-04-19T03:30:00Z', to: '2026-04-19T12:30:00Z' }

/** Somebody waits for a consultation on that Sunday. */
export const waitingForSunday = waitingFor('svc_consult_30', sunday.from, sunday.to)
