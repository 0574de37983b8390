/** One attempt to send an event, as the list of deliveries shows it. */
export interface Attempt {
  readonly id: string
  readonly event_id: string
  readonly status: string
  readonly created_at: string
}

/**
 * Of attempts, newest first, the last of each event that nobody took and that waits for no other attempt; the oldest
 * event first. Samples are left out: they stand for nothing that happened.
 */
export function lostEvents(attempts: readonly Attempt[]): readonly Attempt[] {
  const kept = new Set(
    attempts
      .filter(({ status }) => status === 'succeeded' || status === 'pending')
      .map(({ event_id }) => event_id),
  )
  const lost = new Map<string, Attempt>()
  // From the oldest on: an event keeps the place of its first attempt, and gets its last one.
  for (const attempt of attempts.toReversed()) {
    if (!kept.has(attempt.event_id) && !attempt.event_id.startsWith('evt_sample_'))
      lost.set(attempt.event_id, attempt)
  }
  return [...lost.values()]
}
