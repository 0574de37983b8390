/** Dates of HTTP begin with the day of the week; some servers write those of ISO 8601. */
const date = /^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? |\d{4}-\d{2}-\d{2}T)/i

/** The oldest form, `Sun Nov  6 08:49:37 1994`, does not say that it is UTC. */
const withoutZone = /^[a-z]{3} [a-z]{3} .* \d{4}$/i

/**
 * Reads a Retry-After header, in seconds or as a date, as milliseconds from `nowMs` (0 for what has passed). Undefined
 * for anything else: `Date.parse` alone would take `1.5` for a day in January.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1_000
  if (!date.test(text)) return undefined
  const atMs = Date.parse(withoutZone.test(text) ? `${text} GMT` : text)
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs)
}
