import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'
import { latestMs } from '../../src/contract/instants.ts'
import { mostOccurrences } from '../../src/contract/objects/booking-series.ts'
import type { RecurrenceRule } from './recurrence-rule.ts'
import { instantOf } from './zones.ts'

/** A date of a series. */
export interface Occurrence {
  /** Wall time that the rule gives: `2026-04-20T10:30:00`. */
  readonly local: string
  readonly startMs: number
}

/** The dates of a rule, or why it has none that could be booked, to be read after the name of the member. */
export type Expanded = { readonly occurrences: readonly Occurrence[] } | { readonly fault: string }

/** Rules whose dates lie further away are not followed. */
const mostYears = 60

/**
 * The dates of a rule from a date and wall time on (`2026-04-20T10:30`), which is the first of them if it matches the
 * rule. Dates recur on the wall clock, and each becomes an instant of its own: a time in a gap uses the offset before
 * it, one in an overlap is the first of the two. Where a zone leaves out a whole day, two dates may be one instant, which
 * is one occurrence.
 */
export function expandRule(rule: RecurrenceRule, startLocal: string, timezone: string): Expanded {
  const occurrences: Occurrence[] = []
  // Without COUNT and UNTIL, which count instants here; in UTC, where every wall time is there once.
  recurrenceOf(rule, startLocal).all(date => {
    const local = date.toPlainDateTime().toString({ smallestUnit: 'second' })
    const startMs = instantOf(timezone, local.slice(0, 10), local.slice(11, 16))
    if (isBehind(rule, local, startMs)) return false
    if (!occurrences.some(other => other.startMs === startMs)) occurrences.push({ local, startMs })
    return occurrences.length < (rule.count ?? mostOccurrences + 1)
  })
  if (occurrences.length > mostOccurrences)
    return { fault: `must end after ${mostOccurrences} dates at most; take an earlier UNTIL` }
  if (occurrences.length === 0) return { fault: `has no date from ${startLocal} on` }
  if (rule.count !== null && occurrences.length < rule.count)
    return { fault: `has only ${occurrences.length} dates within ${mostYears} years` }
  return { occurrences }
}

function isBehind({ until }: RecurrenceRule, local: string, startMs: number): boolean {
  if (until === null) return false
  return until.kind === 'date' ? local.slice(0, 10) > until.date : startMs > until.ms
}

function recurrenceOf({ freq, interval, byDay }: RecurrenceRule, startLocal: string) {
  const dtstart = Temporal.PlainDateTime.from(startLocal).toZonedDateTime('UTC')
  const last = Temporal.Instant.fromEpochMilliseconds(latestMs).toZonedDateTimeISO('UTC')
  const bound = dtstart.add({ years: mostYears })
  return new RRuleTemporal({
    freq,
    interval,
    ...(byDay.length > 0 && { byDay: [...byDay] }),
    dtstart,
    tzid: 'UTC',
    until: Temporal.ZonedDateTime.compare(bound, last) < 0 ? bound : last,
    temporal: Temporal,
    cache: false,
  })
}
