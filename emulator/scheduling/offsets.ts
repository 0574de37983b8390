import { Temporal } from 'temporal-polyfill'
import type { Interval } from './intervals.ts'

/** A span in which a zone keeps one UTC offset: wall time = instant + offset. */
export interface OffsetSpan extends Interval {
  readonly offsetMs: number
}

const pageMs = 400 * 86_400_000
const maxInstantMs = 8.64e15
const maxZones = 64
const maxPages = 64

// Asking Temporal costs 20 µs an instant and a scan asks thousands of times, so a zone's offsets are kept in
// pages of 400 days. Time zone rules are constants of the process, therefore the cache changes no answer.
const zones = new Map<string, Map<number, readonly OffsetSpan[]>>()

/** The zone's offset spans from the one at `fromMs` to the one before `toMs`; neighbours may have equal offsets. */
export function offsetSpans(timezone: string, fromMs: number, toMs: number): OffsetSpan[] {
  const spans: OffsetSpan[] = []
  const lastPage = Math.floor((Math.max(toMs, fromMs + 1) - 1) / pageMs)
  for (let page = Math.floor(fromMs / pageMs); page <= lastPage; page++) {
    for (const span of pageOf(timezone, page)) {
      if (span.endMs > fromMs && (span.startMs < toMs || span.startMs <= fromMs)) spans.push(span)
    }
  }
  return spans
}

/** What to add to the instant for the zone's wall time, in milliseconds. */
export function offsetAt(timezone: string, instantMs: number): number {
  for (const span of pageOf(timezone, Math.floor(instantMs / pageMs))) {
    if (instantMs < span.endMs) return span.offsetMs
  }
  throw new RangeError(`No offset of ${timezone} at ${instantMs}.`)
}

function pageOf(timezone: string, page: number): readonly OffsetSpan[] {
  const known = zones.get(timezone)
  const spans = known?.get(page)
  if (spans !== undefined) return spans
  const pages = known ?? remember(zones, timezone, new Map<number, readonly OffsetSpan[]>(), maxZones)
  return remember(pages, page, readPage(timezone, page), maxPages)
}

/** Keeps the value, at the price of the oldest one when the map is full. */
function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, limit: number): Value {
  if (map.size >= limit) {
    for (const oldest of map.keys()) {
      map.delete(oldest)
      break
    }
  }
  map.set(key, value)
  return value
}

function readPage(timezone: string, page: number): OffsetSpan[] {
  const spans: OffsetSpan[] = []
  const endMs = Math.min((page + 1) * pageMs, maxInstantMs + 1)
  let startMs = Math.max(page * pageMs, -maxInstantMs)
  while (startMs < endMs) {
    const at = Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(timezone)
    const next = at.getTimeZoneTransition('next')?.epochMilliseconds ?? endMs
    spans.push({ startMs, endMs: Math.min(next, endMs), offsetMs: at.offsetNanoseconds / 1e6 })
    startMs = next
  }
  return spans
}
