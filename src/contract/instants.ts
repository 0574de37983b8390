const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/

const earliestMs = Date.UTC(1970, 0, 1)
/** The last instant that can be written with a year of four digits. */
export const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59)

/**
 * The last instant at which a clock of a sandbox may be put. Behind it is room for what is planned from there: ten
 * years at most (`access_review_days`), which still have to be years of four digits.
 */
export const latestClockMs = Date.UTC(9989, 11, 31, 23, 59, 59)

/**
 * Milliseconds of an RFC 3339 instant, or null. Any offset is accepted and required; fractions other than zero,
 * days that do not exist and instants outside of 1970 to 9999 are refused (rules of instants: whole seconds).
 */
export function parseInstant(text: string): number | null {
  const match = rfc3339.exec(text)
  if (match === null || hasFraction(match)) return null
  const ms = msOf(match)
  return ms === null || ms < earliestMs || ms > latestMs ? null : ms
}

/** What is wrong with text that is no instant: the rest of "It must …". */
export function instantFault(text: string): string {
  const match = rfc3339.exec(text)
  if (match === null) return `be an RFC 3339 instant with an offset and whole seconds, such as ${example}`
  if (hasFraction(match)) return `have whole seconds, such as ${example}: fractions are not kept`
  if (msOf(match) === null) return `be a day and time that exist, such as ${example}`
  return 'lie in the years 1970 to 9999 of UTC'
}

const example = '2026-04-20T05:00:00Z'

function hasFraction([, , , , , , , fraction = '']: RegExpExecArray): boolean {
  return /[1-9]/.test(fraction)
}

/** Milliseconds of the whole seconds that were written; null for a day, a time or an offset that does not exist. */
function msOf([text, year, month, day, hour, minute, second, , offset = '']: RegExpExecArray): number | null {
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  // Date.UTC lets 30 February run into March, and takes 0099 for 1999; the text must survive the round trip.
  const isWritten = new Date(local).toISOString().slice(0, 19) === text.slice(0, 19).toUpperCase()
  const offsetMinutes = minutesOf(offset)
  return isWritten && offsetMinutes !== null ? local - offsetMinutes * 60_000 : null
}

/** Milliseconds of text that validation has let through as an instant. Throws where nothing was validated. */
export function instantMs(text: string): number {
  const ms = parseInstant(text)
  if (ms === null) throw new Error(`${text} is no instant.`)
  return ms
}

function minutesOf(offset: string): number | null {
  if (offset === 'Z' || offset === 'z') return 0
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(4, 6))
  if (hours > 23 || minutes > 59) return null
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
