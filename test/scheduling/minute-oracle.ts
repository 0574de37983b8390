/**
 * Availability, decided the slow and obvious way: every minute is looked at by itself, with Temporal for the
 * local time. It shares no code with `emulator/scheduling` on purpose, so that the two can check each other.
 * All instants have to lie on whole minutes, but for `nowMs`.
 */
import { Temporal } from 'temporal-polyfill'

interface Hours {
  readonly start: string
  readonly end: string
}

type Week = { readonly [Day in 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun']?: readonly Hours[] }

interface Exception {
  readonly id: string
  readonly kind: 'closed' | 'open' | 'replace'
  readonly span:
    | { readonly unit: 'dates'; readonly from: string; readonly to: string }
    | { readonly unit: 'instants'; readonly fromMs: number; readonly toMs: number }
  readonly intervals: readonly Hours[]
}

interface Taken {
  readonly id: string
  readonly kind: 'booking' | 'hold'
  readonly startMs: number
  readonly endMs: number
  readonly bufferBeforeMs: number
  readonly bufferAfterMs: number
  readonly units: number
  readonly serviceId: string
}

interface Resource {
  readonly id: string
  readonly timezone: string
  readonly capacity: number
  readonly weekly: Week
  readonly exceptions: readonly Exception[]
  readonly offline: readonly { readonly fromMs: number; readonly untilMs: number | null }[]
  readonly location: {
    readonly timezone: string
    readonly openingHours: Week | null
    readonly holidays: readonly string[]
  } | null
  readonly skills: readonly {
    readonly skillId: string
    readonly level: number
    readonly validUntilMs: number | null
  }[]
  readonly maxBookingsPerDay: number | null
  readonly busy: readonly Taken[]
}

interface Need {
  readonly skillId: string
  readonly minLevel: number
}

interface Asked {
  readonly startMs: number
  readonly first: { readonly calendar: Resource; readonly skills: readonly Need[] }
  readonly others: readonly { readonly calendars: readonly Resource[]; readonly skills: readonly Need[] }[]
  readonly units: number
  readonly excludeIds?: readonly string[]
}

interface Rules {
  readonly service: {
    readonly id: string
    readonly durationMin: number
    readonly stepMin: number
    readonly bufferBeforeMin: number
    readonly bufferAfterMin: number
    readonly noticeMin: number
    readonly horizonDays: number
    readonly capacity: number | null
    readonly maxPerDay: number | null
  }
  readonly nowMs: number
  readonly allowPast: boolean
}

const minuteMs = 60_000

/** The conflicts of a candidate as texts such as `existing_booking bk_1`, each once, in the order of the catalogue. */
export function oracleConflicts(asked: Asked, rules: Rules): string[] {
  const { service, nowMs, allowPast } = rules
  const { startMs, first } = asked
  const zone = first.calendar.timezone
  const found: string[] = []

  const recordsThePast = allowPast && startMs < nowMs
  if (startMs < nowMs && !recordsThePast) found.push('in_past')
  const earliestMs = nowMs + service.noticeMin * minuteMs
  if (service.noticeMin > 0 && startMs < earliestMs && !recordsThePast) {
    found.push(`insufficient_notice ${Math.ceil(earliestMs / 1000) * 1000}`)
  }
  const lastDate = addDays(local(zone, nowMs).date, service.horizonDays)
  if (local(zone, startMs).date > lastDate) {
    let latestMs = startMs
    while (local(zone, latestMs).date > lastDate || !onGrid(zone, latestMs, service.stepMin)) {
      latestMs -= minuteMs
    }
    found.push(`beyond_horizon ${latestMs}`)
  }

  found.push(...resourceConflicts(first.calendar, asked, rules, true))
  found.push(...roomConflicts(asked, rules))
  for (const need of first.skills) {
    if (!hasSkill(first.calendar, need, startMs)) found.push(`missing_skill ${need.skillId}`)
  }
  const ofService = counted(first.calendar, asked).filter(taken => taken.serviceId === service.id)
  const serviceFull =
    service.maxPerDay !== null && sameDay(first.calendar, ofService, startMs) >= service.maxPerDay
  if (serviceFull || dayIsFull(first.calendar, asked)) found.push('daily_limit')
  if (!onGrid(zone, startMs, service.stepMin)) {
    found.push(`off_grid ${nearest(zone, startMs, service.stepMin)}`)
  }
  return [...new Set(found)]
}

/** Whether the wall clock shows a multiple of the step. */
export function onGrid(zone: string, instantMs: number, stepMin: number): boolean {
  return local(zone, instantMs).minute % stepMin === 0
}

function nearest(zone: string, startMs: number, stepMin: number): number | undefined {
  for (let away = 1; away <= 3 * 1440; away++) {
    if (onGrid(zone, startMs + away * minuteMs, stepMin)) return startMs + away * minuteMs
    if (onGrid(zone, startMs - away * minuteMs, stepMin)) return startMs - away * minuteMs
  }
  return undefined
}

/** What one resource has against the candidate: other bookings first, then its hours. */
function resourceConflicts(resource: Resource, asked: Asked, { service }: Rules, isOwn: boolean): string[] {
  const coreEndMs = asked.startMs + service.durationMin * minuteMs
  const core = everyMinute(asked.startMs, coreEndMs)
  const blocked = everyMinute(
    asked.startMs - service.bufferBeforeMin * minuteMs,
    coreEndMs + service.bufferAfterMin * minuteMs,
  )
  const others = counted(resource, asked)
  const inCore = (taken: Taken, m: number) => taken.startMs <= m && m < taken.endMs
  const inBlocked = (taken: Taken, m: number) =>
    taken.startMs - taken.bufferBeforeMs <= m && m < taken.endMs + taken.bufferAfterMs
  const isCore = (m: number) => asked.startMs <= m && m < coreEndMs
  const sum = (list: readonly Taken[]) => list.reduce((total, taken) => total + taken.units, asked.units)

  const overloaded = blocked.filter(m => sum(others.filter(taken => inBlocked(taken, m))) > resource.capacity)
  const overloadedCore = core.filter(m => sum(others.filter(taken => inCore(taken, m))) > resource.capacity)
  const sameStart = others.filter(
    taken => isOwn && taken.serviceId === service.id && taken.startMs === asked.startMs,
  )
  const startFull = isOwn && service.capacity !== null && sum(sameStart) > service.capacity
  const hitsCore = (taken: Taken) =>
    overloadedCore.some(m => inCore(taken, m)) || (startFull && sameStart.includes(taken))
  const hitsBuffer = (taken: Taken) =>
    overloaded.some(m => inBlocked(taken, m) && !(isCore(m) && inCore(taken, m)))
  const ordered = [...others].sort(
    (a, b) =>
      a.startMs - a.bufferBeforeMs - (b.startMs - b.bufferBeforeMs) ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  )

  const found: string[] = []
  const onCore = ordered.filter(hitsCore)
  const bookings = onCore.filter(taken => taken.kind === 'booking')
  if (resource.capacity === 1) found.push(...bookings.map(({ id }) => `existing_booking ${id}`))
  found.push(...onCore.filter(taken => taken.kind === 'hold').map(({ id }) => `hold ${id}`))
  const tooMany =
    asked.units > resource.capacity || (isOwn && service.capacity !== null && asked.units > service.capacity)
  if (tooMany || (resource.capacity !== 1 && bookings.length > 0)) found.push('capacity_full')
  found.push(
    ...ordered.filter(taken => !hitsCore(taken) && hitsBuffer(taken)).map(({ id }) => `buffer ${id}`),
  )

  const states = core.map(m => stateAt(resource, m))
  if (states.some(({ working }) => !working)) found.push('outside_working_hours')
  for (const { id } of resource.exceptions) {
    if (states.some(({ closedBy }) => closedBy.includes(id))) found.push(`time_off ${id}`)
  }
  if (states.some(({ offline }) => offline)) found.push('resource_offline')
  if (states.some(({ locationOpen }) => !locationOpen)) found.push('location_closed')
  return found
}

/** `room_unavailable` for the groups of which no resource is free, or for all if they cannot all be served at once. */
function roomConflicts(asked: Asked, rules: Rules): string[] {
  const free = asked.others.map(({ calendars, skills }) =>
    calendars.filter(
      room =>
        room.id !== asked.first.calendar.id &&
        resourceConflicts(room, asked, rules, false).length === 0 &&
        skills.every(need => hasSkill(room, need, asked.startMs)) &&
        !dayIsFull(room, asked),
    ),
  )
  const choices = free.reduce<string[][]>(
    (chosen, rooms) => chosen.flatMap(ids => rooms.map(({ id }) => [...ids, id])),
    [[]],
  )
  if (choices.some(ids => new Set(ids).size === ids.length)) return []
  const without = asked.others.filter((_, index) => free[index]?.length === 0)
  return (without.length > 0 ? without : asked.others).flatMap(({ calendars }) =>
    calendars.length === 0 ? ['room_unavailable'] : calendars.map(({ id }) => `room_unavailable ${id}`),
  )
}

interface State {
  readonly working: boolean
  readonly closedBy: readonly string[]
  readonly offline: boolean
  readonly locationOpen: boolean
}

const states = new WeakMap<Resource, Map<number, State>>()

/** How a resource stands at one minute. Remembered, because candidates share their minutes. */
function stateAt(resource: Resource, m: number): State {
  const known = states.get(resource) ?? new Map<number, State>()
  states.set(resource, known)
  const state = known.get(m) ?? lookAt(resource, m)
  known.set(m, state)
  return state
}

function lookAt(resource: Resource, m: number): State {
  const now = local(resource.timezone, m)
  const yesterday = addDays(now.date, -1)
  const openBy = [now.date, yesterday].filter(date => isOpenBy(resource, date, now, m))
  const shutDates = resource.exceptions.filter(({ kind, span, intervals }) => {
    return kind === 'closed' && span.unit === 'dates' && intervals.length === 0
  })
  const isShut = (date: string) => shutDates.some(exception => covers(exception, date))
  const stillOpen = openBy.some(date => !isShut(date))
  const closedBy = resource.exceptions
    .filter(exception => {
      const { kind, span, intervals } = exception
      if (kind !== 'closed') return false
      if (span.unit === 'instants') return span.fromMs <= m && m < span.toMs
      if (intervals.length > 0) {
        return [now.date, yesterday].some(
          date => covers(exception, date) && intervals.some(hours => isWithin(hours, date, now)),
        )
      }
      return !stillOpen && [now.date, ...openBy].some(date => covers(exception, date))
    })
    .map(({ id }) => id)
  return {
    working: openBy.length > 0,
    closedBy,
    offline: resource.offline.some(({ fromMs, untilMs }) => fromMs <= m && (untilMs === null || m < untilMs)),
    locationOpen: isLocationOpen(resource.location, m),
  }
}

/** Whether the hours of the date, whatever closes them, hold the minute. */
function isOpenBy({ weekly, exceptions }: Resource, date: string, now: LocalMinute, m: number): boolean {
  const onDate = exceptions.filter(exception => covers(exception, date))
  const during = exceptions.filter(
    ({ span }) => span.unit === 'instants' && span.fromMs <= m && m < span.toMs,
  )
  const replacing =
    during.find(({ kind }) => kind === 'replace') ?? onDate.find(({ kind }) => kind === 'replace')
  const hours = replacing ? replacing.intervals : (weekly[weekday(date)] ?? [])
  if (hours.some(interval => isWithin(interval, date, now))) return true
  if (date === now.date && during.some(({ kind }) => kind === 'open')) return true
  return onDate
    .filter(({ kind }) => kind === 'open')
    .some(({ intervals }) =>
      intervals.length === 0 ? date === now.date : intervals.some(interval => isWithin(interval, date, now)),
    )
}

function isLocationOpen(location: Resource['location'], m: number): boolean {
  if (location === null) return true
  const now = local(location.timezone, m)
  return [now.date, addDays(now.date, -1)].some(date => {
    if (location.holidays.includes(date)) return false
    if (location.openingHours === null) return date === now.date
    return (location.openingHours[weekday(date)] ?? []).some(hours => isWithin(hours, date, now))
  })
}

/** Whether the wall clock shows a time of these hours, which belong to the date. */
function isWithin({ start, end }: Hours, date: string, now: LocalMinute): boolean {
  if (end < start) {
    return (
      (now.date === date && now.minute >= ofDay(start)) ||
      (now.date === addDays(date, 1) && now.minute < ofDay(end))
    )
  }
  return now.date === date && now.minute >= ofDay(start) && now.minute < ofDay(end)
}

function covers({ span }: Exception, date: string): boolean {
  return span.unit === 'dates' && span.from <= date && date <= span.to
}

function counted(resource: Resource, asked: Asked): Taken[] {
  return resource.busy.filter(({ id }) => !(asked.excludeIds ?? []).includes(id))
}

function dayIsFull(resource: Resource, asked: Asked): boolean {
  if (resource.maxBookingsPerDay === null) return false
  return sameDay(resource, counted(resource, asked), asked.startMs) >= resource.maxBookingsPerDay
}

function sameDay({ timezone }: Resource, list: readonly Taken[], startMs: number): number {
  return list.filter(taken => local(timezone, taken.startMs).date === local(timezone, startMs).date).length
}

function hasSkill({ skills }: Resource, { skillId, minLevel }: Need, startMs: number): boolean {
  return skills.some(
    skill =>
      skill.skillId === skillId &&
      skill.level >= minLevel &&
      !(skill.validUntilMs !== null && skill.validUntilMs <= startMs),
  )
}

interface LocalMinute {
  readonly date: string
  readonly minute: number
}

const localMinutes = new Map<string, Map<number, LocalMinute>>()

function local(zone: string, instantMs: number): LocalMinute {
  const ofZone = localMinutes.get(zone) ?? new Map<number, LocalMinute>()
  localMinutes.set(zone, ofZone)
  const known = ofZone.get(instantMs)
  if (known) return known
  const shown = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone)
  const fresh = { date: shown.toPlainDate().toString(), minute: shown.hour * 60 + shown.minute }
  ofZone.set(instantMs, fresh)
  return fresh
}

const neighbours = new Map<string, { readonly previous: string; readonly next: string }>()

function addDays(date: string, days: number): string {
  if (Math.abs(days) !== 1) return Temporal.PlainDate.from(date).add({ days }).toString()
  const known = neighbours.get(date)
  if (known) return days === 1 ? known.next : known.previous
  const plain = Temporal.PlainDate.from(date)
  neighbours.set(date, {
    previous: plain.subtract({ days: 1 }).toString(),
    next: plain.add({ days: 1 }).toString(),
  })
  return addDays(date, days)
}

const weekdays = new Map<string, keyof Week>()

function weekday(date: string): keyof Week {
  const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
  const known = weekdays.get(date) ?? names[Temporal.PlainDate.from(date).dayOfWeek - 1] ?? 'mon'
  weekdays.set(date, known)
  return known
}

function ofDay(time: string): number {
  const [hours, minutes] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}

function everyMinute(fromMs: number, toMs: number): number[] {
  const list: number[] = []
  for (let m = fromMs; m < toMs; m += minuteMs) list.push(m)
  return list
}
