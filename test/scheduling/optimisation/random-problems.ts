import type { Busy, ResourceCalendar } from '../../../emulator/scheduling/calendar.ts'
import type {
  Problem,
  ProblemBooking,
  ProblemResource,
  Weights,
} from '../../../emulator/scheduling/optimisation/problem.ts'
import { randomNumbers } from '../../../emulator/scheduling/optimisation/random.ts'
import { at, between, minutes, onDates, resource, service } from '../worlds.ts'

/** How large a random problem is. */
export interface Size {
  readonly bookings: number
  readonly movable: boolean
}

const dayStart = at('2026-04-20T09:00:00Z')

export const noWeights: Weights = {
  minutes_moved: 0,
  resource_changed: 0,
  preferred_staff_missed: 0,
  fragmentation: 0,
  overtime: 0,
  imbalance: 0,
}

/**
 * A small problem with constraints of every kind: one or two members of staff and two rooms on one morning, with bookings that
 * may stand on top of each other, out of hours, or with somebody who lacks a skill. The same seed gives the same one.
 */
export function randomProblem(seed: number, { bookings: count, movable }: Size): Problem {
  const random = randomNumbers(seed)
  const pick = <T>(...values: readonly T[]): T => values[random.below(values.length)] as T
  const chance = (percent: number) => random.below(100) < percent
  const nowMs = dayStart - minutes(pick(0, 30, 600))

  const fixed = (id: string): Busy => {
    const startMs = dayStart + minutes(pick(0, 15, 30, 45))
    return {
      id,
      kind: id.startsWith('hold') ? 'hold' : 'booking',
      startMs,
      endMs: startMs + minutes(15),
      bufferBeforeMs: minutes(pick(0, 0, 5)),
      bufferAfterMs: minutes(pick(0, 0, 5)),
      units: 1,
      serviceId: pick('svc_1', 'svc_2'),
    }
  }
  const calendar = (id: string): ResourceCalendar =>
    resource({
      id,
      capacity: pick(1, 1, 1, 2),
      weekly: chance(20)
        ? { mon: [{ start: '09:15', end: '10:30' }] }
        : { mon: [{ start: '08:00', end: '12:00' }] },
      exceptions: [
        ...(chance(15) ? [between('closed', '2026-04-20T09:30:00Z', '2026-04-20T09:45:00Z')] : []),
        ...(chance(15) ? [onDates('open', '2026-04-20', '2026-04-20', ['12:00', '13:00'])] : []),
        ...(chance(10) ? [onDates('replace', '2026-04-20', '2026-04-20', ['09:00', '10:00'])] : []),
      ],
      offline: chance(10) ? [{ fromMs: dayStart + minutes(30), untilMs: dayStart + minutes(45) }] : [],
      location: chance(10)
        ? { timezone: 'UTC', openingHours: { mon: [{ start: '09:00', end: '10:30' }] }, holidays: [] }
        : null,
      skills: [
        { skillId: 'skill_a', level: pick(1, 2), validUntilMs: pick(null, null, dayStart + minutes(30)) },
        ...(chance(50) ? [{ skillId: 'skill_b', level: 1, validUntilMs: null }] : []),
      ],
      maxBookingsPerDay: pick(null, null, null, 2, 3),
      busy: chance(30) ? [fixed(pick('bk_fixed', 'hold_fixed'))] : [],
    })
  const ids = ['res_a', 'res_b', 'res_room_a', 'res_room_b']
  const resources = ids.map(
    (id): ProblemResource => ({
      calendar: calendar(id),
      locationId: pick(null, null, null, null, id.includes('room') ? null : 'loc_2'),
      weight: pick(1, 1, 2),
    }),
  )

  const limits = {
    svc_1: { capacity: pick(1, 2, 3), maxPerDay: pick(null, null, 2) },
    svc_2: { capacity: pick(1, 2, 3), maxPerDay: pick(null, null, 2) },
  }
  const booking = (index: number): ProblemBooking => {
    const needsRoom = chance(50)
    const offset = pick(0, 0, 15, 30, 45, 60)
    const startMs = dayStart + minutes(offset)
    const serviceId = pick('svc_1' as const, 'svc_2' as const)
    const terms = service({
      id: serviceId,
      ...limits[serviceId],
      durationMin: 15,
      stepMin: pick(15, 15, 30),
      bufferBeforeMin: pick(0, 0, 5),
      bufferAfterMin: pick(0, 0, 10),
      noticeMin: pick(0, 0, 60),
      horizonDays: pick(60, 60, 60, 0),
    })
    const skills = chance(30) ? [{ skillId: pick('skill_a', 'skill_b'), minLevel: pick(1, 2) }] : []
    const first = pick(0, 1)
    const room = pick(2, 3)
    const durations: Record<number, number> = chance(15) ? { 1: 30 } : {}
    return {
      id: `bk_${index}`,
      revision: 1,
      scheduleRevision: 0,
      units: pick(1, 1, 1, 2),
      locationId: resources[first]?.locationId ?? null,
      terms,
      durations,
      groups: [
        { group: 'staff', resources: pick([0, 1], [0, 1], [first]), skills },
        ...(needsRoom ? [{ group: 'room', resources: [2, 3], skills: [] }] : []),
      ],
      current: {
        startMs,
        endMs: startMs + minutes(durations[first] ?? 15),
        serving: [
          { group: 'staff', resource: first },
          ...(needsRoom ? [{ group: 'room', resource: room }] : []),
        ],
        needs: { staff: skills },
      },
      preferred: pick(null, null, 0, 1),
    }
  }
  return {
    nowMs,
    window: { startMs: dayStart, endMs: dayStart + minutes(75) },
    movable,
    weights: {
      minutes_moved: pick(0, 1, 1, 2),
      resource_changed: pick(0, 5, 10),
      preferred_staff_missed: pick(0, 7, 20),
      fragmentation: pick(0, 3, 15),
      overtime: pick(0, 2),
      imbalance: pick(0, 1, 2),
    },
    iterations: 3_000,
    seed: 1,
    resources,
    bookings: Array.from({ length: count }, (_, index) => booking(index)),
    pinned: [],
  }
}
