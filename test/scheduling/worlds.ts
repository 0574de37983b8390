import type {
  Busy,
  Candidate,
  HoursException,
  ResourceCalendar,
  ServiceTerms,
  Terms,
  WeeklyHours,
} from '../../emulator/scheduling/calendar.ts'

/** Epoch milliseconds of an instant written out. */
export function at(text: string): number {
  const instantMs = Date.parse(text)
  if (Number.isNaN(instantMs)) throw new Error(`No instant: ${text}`)
  return instantMs
}

export function minutes(count: number): number {
  return count * 60_000
}

/** Instants as people read them, for comparing lists. */
export function texts(starts: readonly { readonly startMs: number }[]): string[] {
  return starts.map(({ startMs }) => new Date(startMs).toISOString().replace('.000Z', 'Z'))
}

export function everyDay(start: string, end: string): WeeklyHours {
  const hours = [{ start, end }]
  return { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours }
}

/** A resource that is open round the clock in UTC, unless said otherwise. */
export function resource(parts: Partial<ResourceCalendar> = {}): ResourceCalendar {
  return {
    id: 'res_1',
    timezone: 'UTC',
    capacity: 1,
    weekly: everyDay('00:00', '24:00'),
    exceptions: [],
    offline: [],
    location: null,
    skills: [],
    maxBookingsPerDay: null,
    busy: [],
    ...parts,
  }
}

export function service(parts: Partial<ServiceTerms> = {}): ServiceTerms {
  return {
    id: 'svc_1',
    durationMin: 30,
    stepMin: 30,
    bufferBeforeMin: 0,
    bufferAfterMin: 0,
    noticeMin: 0,
    horizonDays: 60,
    capacity: 1,
    maxPerDay: null,
    ...parts,
  }
}

/** Terms as of Wednesday, 2026-04-15, 00:00Z, for a publishable key, unless said otherwise. */
export function terms(parts: Partial<ServiceTerms> = {}, asked: Partial<Omit<Terms, 'service'>> = {}): Terms {
  return { service: service(parts), nowMs: at('2026-04-15T00:00:00Z'), allowPast: false, ...asked }
}

export function candidate(
  start: string,
  calendar: ResourceCalendar,
  parts: Partial<Omit<Candidate, 'startMs'>> = {},
): Candidate {
  return {
    first: { group: 'staff', calendar, skills: [] },
    others: [],
    units: 1,
    ...parts,
    startMs: at(start),
  }
}

/** A booking of half an hour without buffers, unless said otherwise. */
export function booking(id: string, start: string, parts: Partial<Busy> & { lengthMin?: number } = {}): Busy {
  const { lengthMin = 30, ...rest } = parts
  return {
    id,
    kind: 'booking',
    startMs: at(start),
    endMs: at(start) + minutes(lengthMin),
    bufferBeforeMs: 0,
    bufferAfterMs: 0,
    units: 1,
    serviceId: 'svc_1',
    ...rest,
  }
}

/** An exception on local dates. */
export function onDates(
  kind: HoursException['kind'],
  from: string,
  to: string,
  ...intervals: [string, string][]
): HoursException {
  return {
    id: `exc_${kind}`,
    kind,
    span: { unit: 'dates', from, to },
    intervals: intervals.map(([start, end]) => ({ start, end })),
  }
}

/** An exception between two instants. */
export function between(
  kind: HoursException['kind'],
  from: string,
  to: string,
  ...intervals: [string, string][]
): HoursException {
  return {
    id: `exc_${kind}`,
    kind,
    span: { unit: 'instants', fromMs: at(from), toMs: at(to) },
    intervals: intervals.map(([start, end]) => ({ start, end })),
  }
}
