import { instantMs, parseInstant } from '../../src/contract/instants.ts'
import { mostOccurrences } from '../../src/contract/objects/booking-series.ts'
import { append } from '../../src/lists/append.ts'

export const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY'] as const
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

/** A recurrence rule, as far as series know RFC 5545. */
export interface RecurrenceRule {
  readonly freq: (typeof frequencies)[number]
  readonly interval: number
  /** As written: `MO`, and with MONTHLY `2MO` and `-1FR`. Empty without BYDAY. */
  readonly byDay: readonly string[]
  /** How many dates there are; null where `until` says when they end. */
  readonly count: number | null
  readonly until: RuleEnd | null
}

/** The last start that may be: an instant, or any of a local date. */
export type RuleEnd =
  | { readonly kind: 'instant'; readonly ms: number }
  | { readonly kind: 'date'; readonly date: string }

/** A rule, or everything that is wrong with it, each to be read after the name of the member. */
export type ReadRule = { readonly rule: RecurrenceRule } | { readonly faults: readonly string[] }

const parts = ['FREQ', 'INTERVAL', 'BYDAY', 'COUNT', 'UNTIL']
const longestInterval = 366

/**
 * Reads a rule such as `FREQ=MONTHLY;BYDAY=-1FR;COUNT=6`.
 *
 * @example
 * const read = readRule('FREQ=WEEKLY;UNTIL=20260630')
 * if ('faults' in read) throw new Error(read.faults.join('; '))
 */
export function readRule(text: string): ReadRule {
  const faults: string[] = []
  const values = new Map<string, string>()
  for (const part of text.toUpperCase().split(';')) {
    const [, name = '', value = ''] = /^([A-Z-]+)=(.+)$/.exec(part) ?? []
    if (name === '')
      faults.push(`must be parts such as FREQ=WEEKLY with semicolons between them, not "${part}"`)
    else if (!parts.includes(name)) faults.push(`may have ${parts.join(', ')}, not ${name}`)
    else if (values.has(name)) faults.push(`has ${name} twice`)
    else values.set(name, value)
  }
  const [freq, count, until] = [values.get('FREQ'), values.get('COUNT'), values.get('UNTIL')]
  const isKnown = (frequencies as readonly string[]).includes(freq ?? '')
  if (!isKnown) faults.push(`must have a FREQ of ${frequencies.join(', ')}${freq ? `, not ${freq}` : ''}`)
  const interval = wholeNumber(values.get('INTERVAL') ?? '1', longestInterval)
  if (interval === null) faults.push(`must have an INTERVAL from 1 to ${longestInterval}`)
  const byDay = values.get('BYDAY')?.split(',') ?? []
  append(faults, byDayFaults(byDay, freq))
  if ((count === undefined) === (until === undefined)) faults.push('must have either COUNT or UNTIL')
  const times = count === undefined ? null : wholeNumber(count, mostOccurrences)
  if (count !== undefined && times === null) faults.push(`must have a COUNT from 1 to ${mostOccurrences}`)
  const end = until === undefined ? null : endOf(until)
  if (until !== undefined && end === null)
    faults.push(
      `must have an UNTIL such as 20260630 (a local date, included) or 20260630T043000Z, not ${until}`,
    )
  if (faults.length > 0 || interval === null) return { faults }
  return { rule: { freq: freq as RecurrenceRule['freq'], interval, byDay, count: times, until: end } }
}

function byDayFaults(byDay: readonly string[], freq: string | undefined): string[] {
  return byDay.flatMap(day => {
    const [, ordinal = '', name = ''] = /^([+-]?\d+)?([A-Z]+)$/.exec(day) ?? []
    if (!(weekdays as readonly string[]).includes(name))
      return [`must have a BYDAY of ${weekdays.join(', ')}, not ${day}`]
    if (ordinal === '') return []
    if (freq !== 'MONTHLY') return [`may have ordinals such as ${day} with FREQ=MONTHLY only`]
    return /^[+-]?[1-5]$/.test(ordinal) ? [] : [`must have ordinals from 1 to 5 or -1 to -5, not ${day}`]
  })
}

function wholeNumber(text: string, most: number): number | null {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0
  return value >= 1 && value <= most ? value : null
}

const basicDate = /^(\d{4})-?(\d{2})-?(\d{2})$/
const basicInstant = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/

function endOf(text: string): RuleEnd | null {
  const date = basicDate.exec(text)?.slice(1).join('-')
  if (date !== undefined) return isDate(date) ? { kind: 'date', date } : null
  const [, year, month, day, hour, minute, second] = basicInstant.exec(text) ?? []
  const instant = year === undefined ? text : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
  return parseInstant(instant) === null ? null : { kind: 'instant', ms: instantMs(instant) }
}

function isDate(date: string): boolean {
  return parseInstant(`${date}T00:00:00Z`) !== null
}
