import type { ResourceCalendar } from '../../emulator/scheduling/calendar.ts'
import type {
  Problem,
  ProblemBooking,
  ProblemResource,
} from '../../emulator/scheduling/optimisation/problem.ts'
import { type RandomNumbers, randomNumbers } from '../../emulator/scheduling/optimisation/random.ts'

/** How large a clinic is, and how it came to its schedule. */
export interface ClinicSize {
  readonly bookings: number
  readonly staff: number
  readonly rooms: number
}

/** Monday, 2026-04-20, in UTC. */
const monday = Date.UTC(2026, 3, 20)
const minuteMs = 60_000
const dayMs = 86_400_000

interface Treatment {
  readonly id: string
  readonly minutes: number
  readonly before: number
  readonly after: number
  readonly skill: string | null
  readonly level: number
  readonly needsRoom: boolean
}

const treatments: readonly Treatment[] = [
  { id: 'svc_checkup', minutes: 20, before: 0, after: 5, skill: null, level: 1, needsRoom: false },
  { id: 'svc_consult', minutes: 30, before: 0, after: 10, skill: 'skill_general', level: 1, needsRoom: true },
  { id: 'svc_physio', minutes: 45, before: 5, after: 5, skill: 'skill_physio', level: 2, needsRoom: true },
  { id: 'svc_scan', minutes: 30, before: 5, after: 10, skill: 'skill_scan', level: 1, needsRoom: true },
]

/**
 * A working week of a clinic as people book it: whoever was free at a start that somebody liked. Skills, buffers, rooms, lunch,
 * days off. The same seed gives the same week.
 */
export function clinicWeek({ bookings: count, staff, rooms }: ClinicSize, seed = 1): Problem {
  const random = randomNumbers(seed)
  const resources: ProblemResource[] = [
    ...Array.from({ length: staff }, (_, index) => member(index)),
    ...Array.from({ length: rooms }, (_, index) => room(index)),
  ]
  const taken = resources.map((): { startMs: number; endMs: number }[] => [])
  const bookings: ProblemBooking[] = []
  for (let tries = 0; bookings.length < count && tries < count * 500; tries++) {
    const booking = drawn(random, bookings.length, staff, rooms, taken, resources)
    if (booking !== null) bookings.push(booking)
  }
  if (bookings.length < count) throw new Error(`Only ${bookings.length} bookings fit into the week.`)
  return {
    nowMs: monday - dayMs,
    window: { startMs: monday, endMs: monday + 6 * dayMs },
    movable: true,
    weights: {
      minutes_moved: 1,
      resource_changed: 15,
      preferred_staff_missed: 30,
      fragmentation: 20,
      overtime: 2,
      imbalance: 1,
    },
    iterations: 200_000,
    seed: 1,
    resources,
    bookings,
    pinned: [],
  }
}

function member(index: number): ProblemResource {
  const day = [
    { start: '09:00', end: '12:30' },
    { start: '13:15', end: '18:00' },
  ]
  const off = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'][index % 6]
  const weekly = Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'].filter(name => name !== off).map(name => [name, day]),
  )
  const skills = ['skill_general', 'skill_physio', 'skill_scan']
    .filter((_, at) => index % 3 === at || index % 2 === 0)
    .map(skillId => ({ skillId, level: 1 + (index % 3), validUntilMs: null }))
  return { calendar: calendarOf(`res_staff_${index}`, weekly, skills), locationId: null, weight: 1 }
}

function room(index: number): ProblemResource {
  const day = [{ start: '08:00', end: '19:00' }]
  const weekly = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day }
  return { calendar: calendarOf(`res_room_${index}`, weekly, []), locationId: null, weight: 1 }
}

function calendarOf(
  id: string,
  weekly: ResourceCalendar['weekly'],
  skills: ResourceCalendar['skills'],
): ResourceCalendar {
  return {
    id,
    timezone: 'UTC',
    capacity: 1,
    weekly,
    exceptions: [],
    offline: [],
    location: null,
    skills,
    maxBookingsPerDay: null,
    busy: [],
  }
}

function drawn(
  random: RandomNumbers,
  index: number,
  staff: number,
  rooms: number,
  taken: { startMs: number; endMs: number }[][],
  resources: readonly ProblemResource[],
): ProblemBooking | null {
  const treatment = treatments[random.below(treatments.length)] as Treatment
  const { minutes, before, after, skill, level, needsRoom } = treatment
  const first = random.below(staff)
  const calendar = (resources[first] as ProblemResource).calendar
  const day = random.below(6)
  const startMs = monday + day * dayMs + (9 * 60 + random.below(54) * 10) * minuteMs
  const endMs = startMs + minutes * minuteMs
  const name = (['mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const)[day] ?? 'mon'
  const fits = (calendar.weekly[name] ?? []).some(({ start, end }) => {
    const at = (text: string) =>
      monday + day * dayMs + (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * minuteMs
    return startMs >= at(start) && endMs <= at(end)
  })
  const hasSkill = skill === null || calendar.skills.some(own => own.skillId === skill && own.level >= level)
  if (!fits || !hasSkill) return null
  const blocked = { startMs: startMs - before * minuteMs, endMs: endMs + after * minuteMs }
  const isFree = (resource: number) =>
    (taken[resource] ?? []).every(other => other.endMs <= blocked.startMs || blocked.endMs <= other.startMs)
  const roomPlace = needsRoom
    ? Array.from({ length: rooms }, (_, at) => staff + at).find(place => isFree(place))
    : undefined
  if (!isFree(first) || (needsRoom && roomPlace === undefined)) return null
  const serving = [
    { group: 'staff', resource: first },
    ...(roomPlace === undefined ? [] : [{ group: 'room', resource: roomPlace }]),
  ]
  for (const { resource } of serving) taken[resource]?.push(blocked)
  const skills = skill === null ? [] : [{ skillId: skill, minLevel: level }]
  const eligible = Array.from({ length: staff }, (_, at) => at).filter(
    at =>
      skill === null || (resources[at] as ProblemResource).calendar.skills.some(own => own.skillId === skill),
  )
  return {
    id: `bk_${String(index).padStart(4, '0')}`,
    revision: 1,
    scheduleRevision: 0,
    units: 1,
    locationId: null,
    terms: {
      id: treatment.id,
      durationMin: minutes,
      stepMin: 10,
      bufferBeforeMin: before,
      bufferAfterMin: after,
      noticeMin: 0,
      horizonDays: 60,
      capacity: 1,
      maxPerDay: null,
    },
    durations: {},
    groups: [
      { group: 'staff', resources: eligible, skills },
      ...(needsRoom
        ? [{ group: 'room', resources: Array.from({ length: rooms }, (_, at) => staff + at), skills: [] }]
        : []),
    ],
    current: { startMs, endMs, serving, needs: { staff: skills } },
    preferred: random.below(3) === 0 ? (eligible[random.below(eligible.length)] ?? null) : null,
  }
}
