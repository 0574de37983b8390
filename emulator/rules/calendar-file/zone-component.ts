import { type OffsetSpan, offsetSpans } from '../../scheduling/offsets.ts'
import type { Property } from './property.ts'

/** Before the first event an offset holds since long ago. */
const longAgo = '1970-01-01T00:00:00'

/**
 * The rules of a zone from one instant to another (VTIMEZONE), as they are: one part for each offset, from when on it
 * holds. No calendar has to know the zone by its name.
 */
export function zoneComponent(timezone: string, fromMs: number, toMs: number): unknown {
  const spans = offsetSpans(timezone, fromMs, toMs)
  // Pages of offsets end where nothing changes.
  const changes = spans.filter((span, i) => span.offsetMs !== spans[i - 1]?.offsetMs)
  const parts = changes.map((span, i) => partOf(span, changes[i - 1]))
  return ['vtimezone', [['tzid', {}, 'text', timezone]], parts]
}

function partOf(span: OffsetSpan, before: OffsetSpan | undefined): unknown {
  const fromMs = before?.offsetMs ?? span.offsetMs
  const properties: Property[] = [
    // On the wall as it was until then.
    ['dtstart', {}, 'date-time', before === undefined ? longAgo : wallText(span.startMs + fromMs)],
    ['tzoffsetfrom', {}, 'utc-offset', offsetText(fromMs)],
    ['tzoffsetto', {}, 'utc-offset', offsetText(span.offsetMs)],
  ]
  return [span.offsetMs > fromMs ? 'daylight' : 'standard', properties, []]
}

function wallText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19)
}

/** `+05:30`; whole minutes, as all zones are since 1972. */
function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
