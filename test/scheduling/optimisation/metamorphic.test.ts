import { describe, expect, test } from 'vitest'
import { loadHighs } from '../../../emulator/scheduling/optimisation/load-highs.ts'
import {
  compareScores,
  durationMsOf,
  type Problem,
  type Schedule,
} from '../../../emulator/scheduling/optimisation/problem.ts'
import { type Solution, solve } from '../../../emulator/scheduling/optimisation/solve.ts'
import { verify } from '../../../emulator/scheduling/optimisation/verify.ts'
import { resource } from '../worlds.ts'
import { randomProblem } from './random-problems.ts'

const highs = await loadHighs()
const solved = (problem: Problem): Solution => solve(problem, highs, () => {})
const week = 7 * 86_400_000

const cases = Array.from(
  { length: 25 },
  (_, index) =>
    [
      index + 1,
      randomProblem((index + 1) * 104_729, { bookings: index % 2 === 0 ? 6 : 4, movable: index % 2 === 1 }),
    ] as const,
)

describe.each(cases)('problem %d', (_, problem) => {
  const before = solved(problem)

  test('one more resource never makes it worse', () => {
    const more = problem.resources.length
    const added = {
      calendar: resource({ id: 'res_more', skills: [{ skillId: 'skill_a', level: 2, validUntilMs: null }] }),
      locationId: null,
      weight: 1,
    }
    const richer = {
      ...problem,
      resources: [...problem.resources, added],
      bookings: problem.bookings.map(booking => ({
        ...booking,
        groups: booking.groups.map(group => ({ ...group, resources: [...group.resources, more] })),
      })),
    }
    expect(compareScores(solved(richer).score, before.score)).toBeLessThanOrEqual(0)
  })

  test('other names change nothing but names', () => {
    const renamed = {
      ...problem,
      resources: problem.resources.map(entry => ({
        ...entry,
        calendar: { ...entry.calendar, id: `z_${entry.calendar.id}_other` },
      })),
      bookings: problem.bookings.map(booking => ({ ...booking, id: `other_${booking.id}` })),
    }
    const after = solved(renamed)
    expect([after.score, after.bound, after.schedule]).toEqual([before.score, before.bound, before.schedule])
  })

  test('what is best already is left alone', () => {
    const committed = asCommitted(problem, before.schedule)
    // Exact: the cost of moving is gone, and everything else is as it was.
    expect(solved(committed).schedule.every(place => place === null)).toBe(true)
  })

  test('a week later it costs the same', () => {
    expect(solved(laterBy(problem, week)).score).toEqual(before.score)
  })

  test('the same problem has the same answer', () => {
    expect(solved(structuredClone(problem))).toEqual(before)
  })

  test('nothing becomes worse by looking', () => {
    expect(compareScores(before.score, before.initialScore)).toBeLessThanOrEqual(0)
    expect(
      verify(
        problem,
        problem.bookings.map(() => null),
      ).score,
    ).toEqual(before.initialScore)
  })
})

/** The problem that is left when the schedule is committed. */
function asCommitted(problem: Problem, schedule: Schedule): Problem {
  return {
    ...problem,
    bookings: problem.bookings.map((booking, index) => {
      const place = schedule[index] ?? null
      if (place === null) return booking
      const { startMs, resources } = place
      const [first = -1] = resources
      const current = {
        ...booking.current,
        startMs,
        endMs: startMs + durationMsOf(booking, first),
        serving: booking.groups.map(({ group }, at) => ({ group, resource: resources[at] ?? -1 })),
      }
      return { ...booking, current }
    }),
  }
}

function laterBy(problem: Problem, byMs: number): Problem {
  const date = (text: string) => new Date(Date.parse(`${text}T00:00:00Z`) + byMs).toISOString().slice(0, 10)
  return {
    ...problem,
    nowMs: problem.nowMs + byMs,
    window: { startMs: problem.window.startMs + byMs, endMs: problem.window.endMs + byMs },
    resources: problem.resources.map(entry => ({
      ...entry,
      calendar: {
        ...entry.calendar,
        exceptions: entry.calendar.exceptions.map(exception => ({
          ...exception,
          span:
            exception.span.unit === 'dates'
              ? { unit: 'dates' as const, from: date(exception.span.from), to: date(exception.span.to) }
              : {
                  unit: 'instants' as const,
                  fromMs: exception.span.fromMs + byMs,
                  toMs: exception.span.toMs + byMs,
                },
        })),
        offline: entry.calendar.offline.map(({ fromMs, untilMs }) => ({
          fromMs: fromMs + byMs,
          untilMs: untilMs === null ? null : untilMs + byMs,
        })),
        skills: entry.calendar.skills.map(skill => ({
          ...skill,
          validUntilMs: skill.validUntilMs === null ? null : skill.validUntilMs + byMs,
        })),
        busy: entry.calendar.busy.map(busy => ({
          ...busy,
          startMs: busy.startMs + byMs,
          endMs: busy.endMs + byMs,
        })),
      },
    })),
    bookings: problem.bookings.map(booking => ({
      ...booking,
      current: {
        ...booking.current,
        startMs: booking.current.startMs + byMs,
        endMs: booking.current.endMs + byMs,
      },
    })),
  }
}
