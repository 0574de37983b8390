const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/

const earliestMs = Date.UTC(1970, 0, 1)
/** The last instant that can be written with a year of four digits. */
export const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59)

/**
 * Milliseconds of an RFC 3339 instant, or null. Any offset is accepted and required; fractions other than zero,
 * days that do not exist and instants outside of 1970 to 9999 are refused (rules of instants: whole seconds).
 */
export function parseInstant(text: string): number | null {
  const match = rfc3339.exec(text)
  if (match === null) return null
  const [, year, month, day, hour, minute, second, fraction = '', offset = ''] = match
  if (/[1-9]/.test(fraction)) return null
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  // Date.UTC lets 30 February run into March; the text must survive the round trip.
  if (new Date(local).toISOString().slice(0, 19) !== text.slice(0, 19).toUpperCase()) return null
  const offsetMinutes = minutesOf(offset)
  if (offsetMinutes === null) return null
  const ms = local - offsetMinutes * 60_000
  return ms < earliestMs || ms > latestMs ? null : ms
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
