import { describe, expect, test } from 'vitest'
import { loadHighs } from '../../../emulator/scheduling/optimisation/load-highs.ts'
import type { Problem, ProblemBooking } from '../../../emulator/scheduling/optimisation/problem.ts'
import { solve } from '../../../emulator/scheduling/optimisation/solve.ts'
import { verify } from '../../../emulator/scheduling/optimisation/verify.ts'
import { at, minutes, resource, service } from '../worlds.ts'
import { noWeights } from './random-problems.ts'

const highs = await loadHighs()
const nine = at('2026-04-20T09:00:00Z')

function booking(
  id: string,
  startMs: number,
  first: number,
  parts: Partial<ProblemBooking> = {},
): ProblemBooking {
  return {
    id,
    revision: 1,
    scheduleRevision: 0,
    units: 1,
    locationId: null,
    terms: service({ durationMin: 30, stepMin: 30 }),
    durations: {},
    groups: [{ group: 'staff', resources: [0, 1, 2], skills: [] }],
    current: {
      startMs,
      endMs: startMs + minutes(30),
      serving: [{ group: 'staff', resource: first }],
      needs: {},
    },
    preferred: null,
    ...parts,
  }
}

function problem(parts: Partial<Problem>): Problem {
  const staff = (id: string) => ({ calendar: resource({ id }), locationId: null, weight: 1 })
  return {
    nowMs: nine - minutes(60),
    window: { startMs: nine, endMs: nine + minutes(180) },
    movable: true,
    weights: noWeights,
    iterations: 5_000,
    seed: 1,
    resources: [staff('res_a'), staff('res_b'), staff('res_c')],
    bookings: [],
    pinned: [],
    ...parts,
  }
}

describe('a planted optimum is found, and proved', () => {
  test('everybody back to whom they know, at no cost, although all have to trade', () => {
    const bookings = [0, 1, 2].map(first =>
      booking(`bk_${first}`, nine, first, { preferred: (first + 1) % 3 }),
    )
    const solution = solve(
      problem({
        movable: false,
        bookings,
        weights: { ...noWeights, preferred_staff_missed: 10, resource_changed: 1 },
      }),
      highs,
      () => {},
    )
    expect(solution.initialScore.soft).toBe(30)
    expect(solution.score.soft).toBe(3)
    expect(solution.isProved).toBe(true)
    expect(solution.schedule.map(place => place?.resources)).toEqual([[1], [2], [0]])
  })

  test('six half hours with gaps become one block of three hours', () => {
    const wide = { startMs: nine, endMs: nine + minutes(360) }
    const bookings = [0, 60, 120, 180, 240, 300].map(offset =>
      booking(`bk_${offset}`, nine + minutes(offset), 0),
    )
    const alone = bookings.map(one => ({ ...one, groups: [{ group: 'staff', resources: [0], skills: [] }] }))
    const solution = solve(
      problem({ window: wide, bookings: alone, weights: { ...noWeights, fragmentation: 1_000 } }),
      highs,
      () => {},
    )
    expect([solution.initialScore.soft, solution.score.soft]).toEqual([6_000, 1_000])
    expect(solution.bound).toEqual(solution.score)
  })

  test('work is shared out by weight', () => {
    const bookings = [0, 30, 60, 90, 120, 150].map(offset =>
      booking(`bk_${offset}`, nine + minutes(offset), 0),
    )
    const staff = (id: string, weight: number) => ({ calendar: resource({ id }), locationId: null, weight })
    const solution = solve(
      problem({
        movable: false,
        bookings,
        resources: [staff('res_a', 1), staff('res_b', 2), staff('res_c', 3)],
        weights: { ...noWeights, imbalance: 1 },
      }),
      highs,
      () => {},
    )
    expect([solution.initialScore.soft, solution.score.soft]).toEqual([180, 30])
  })

  test('whoever fell ill is served by others, and who cannot be is told of with the rule', () => {
    const ill = {
      calendar: resource({ id: 'res_a', offline: [{ fromMs: nine, untilMs: null }] }),
      locationId: null,
      weight: 1,
    }
    const others = problem({}).resources.slice(1)
    const only = { groups: [{ group: 'staff', resources: [0], skills: [] }] }
    const bookings = [booking('bk_moves', nine, 0), booking('bk_stays', nine + minutes(30), 0, only)]
    const ailing = problem({ movable: false, resources: [ill, ...others], bookings })
    const solution = solve(ailing, highs, () => {})
    expect(solution.initialScore).toMatchObject({ medium: 2 })
    expect(solution.score).toMatchObject({ medium: 1 })
    // No schedule has a place for all of them: that is proved too.
    expect(solution.bound).toEqual(solution.score)
    expect(solution.schedule[0]?.resources[0]).not.toBe(0)
    expect(verify(ailing, solution.schedule).unassigned).toEqual([
      { rule: 'resource_offline', bookingIds: ['bk_stays'], resourceIds: ['res_a'] },
    ])
  })

  test('of two at one time one goes elsewhere, and both keep the rules then', () => {
    const bookings = [booking('bk_1', nine, 0), booking('bk_2', nine, 0)]
    const solution = solve(
      problem({ bookings, weights: { ...noWeights, resource_changed: 1 } }),
      highs,
      () => {},
    )
    expect(solution.initialScore.medium).toBe(2)
    expect(solution.score).toEqual({ hard: 0, medium: 0, soft: 0 })
    expect(solution.schedule.filter(place => place !== null)).toHaveLength(1)
  })
})

describe('the verifier', () => {
  test.each([
    ['onto another', [{ startMs: nine + minutes(30), resources: [0] }, null], 'existing_booking'],
    ['off the grid', [{ startMs: nine + minutes(7), resources: [1] }, null], 'off_grid'],
    ['to a stranger', [{ startMs: nine, resources: [9] }, null], 'room_unavailable'],
    ['out of the window', [{ startMs: nine + minutes(600), resources: [1] }, null], 'not_movable'],
  ])('refuses a move %s', (_, schedule, rule) => {
    const bookings = [booking('bk_1', nine, 0), booking('bk_2', nine + minutes(30), 0)]
    const { refused } = verify(problem({ bookings }), schedule)
    expect(refused.map(one => one.rule)).toContain(rule)
  })

  test('refuses another start where starts stay, and another location', () => {
    const there = { ...problem({}).resources[1], locationId: 'loc_other' } as Problem['resources'][number]
    const staff = [problem({}).resources[0], there] as Problem['resources']
    const bookings = [booking('bk_1', nine, 0)]
    const still = problem({ movable: false, bookings, resources: staff })
    expect(verify(still, [{ startMs: nine + minutes(30), resources: [0] }]).refused).toMatchObject([
      { rule: 'not_movable' },
    ])
    expect(verify(still, [{ startMs: nine, resources: [1] }]).refused).toMatchObject([{ rule: 'location' }])
  })
})
