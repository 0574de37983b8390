import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Conflict } from '../../emulator/scheduling/conflicts.ts'
import { chooseAllocations, findConflicts, judgeCandidate } from '../../emulator/scheduling/conflicts.ts'
import { listStarts, nextStarts } from '../../emulator/scheduling/starts.ts'
import { onGrid, oracleConflicts } from './minute-oracle.ts'
import { instantNear, type World, world } from './random-worlds.ts'
import { minutes } from './worlds.ts'

// Thousands of worlds: some seconds on a busy machine.

test('finds exactly the conflicts that a minute-by-minute check finds', () => {
  const cases = world.chain(world =>
    fc.record({
      world: fc.constant(world),
      starts: fc.array(instantNear(world.centreMs), { minLength: 4, maxLength: 4 }),
    }),
  )
  fc.assert(
    fc.property(cases, ({ world: { demand, terms, centreMs }, starts }) => {
      // Random minutes, and the same on quarter hours, where most grids and hours begin.
      for (const startMs of starts.flatMap(start => [start, start - ((start - centreMs) % minutes(15))])) {
        const candidate = { ...demand, startMs }
        const conflicts = findConflicts(candidate, terms)
        expect(conflicts.map(inWords)).toEqual(oracleConflicts(candidate, terms))
        // What books asks for both by one look.
        const allocations = chooseAllocations(candidate, terms)
        expect(judgeCandidate(candidate, terms)).toEqual({ conflicts, allocations })
      }
    }),
    { seed: 20260420, numRuns: 1200 },
  )
})

test('lists exactly the grid starts without conflicts', () => {
  fc.assert(
    fc.property(world, world => {
      const { demand, terms } = world
      const expected = gridMinutes(world).filter(
        startMs => oracleConflicts({ ...demand, startMs }, terms).length === 0,
      )
      expect(listStarts(windowOf(world), demand, terms).map(({ startMs }) => startMs)).toEqual(expected)
    }),
    { seed: 20261025, numRuns: 250 },
  )
})

test('listing, refusing and suggesting are one truth', () => {
  fc.assert(
    fc.property(world, world => {
      const { demand, terms } = world
      const window = windowOf(world)
      const listed = listStarts(window, demand, terms)
      const refused = (startMs: number) => findConflicts({ ...demand, startMs }, terms).length > 0
      const free = gridMinutes(world).filter(startMs => !refused(startMs))
      expect(listed.map(({ startMs }) => startMs)).toEqual(free)

      const search = { afterMs: world.centreMs, untilMs: window.endMs, count: 3 }
      const later = listed.filter(({ startMs }) => startMs > world.centreMs)
      expect(nextStarts(search, demand, terms)).toEqual(later.slice(0, 3))
    }),
    { seed: 20260308, numRuns: 250 },
  )
})

test('seats left is the largest party that can be booked', () => {
  fc.assert(
    fc.property(world, world => {
      const { terms } = world
      for (const { startMs, seatsLeft } of listStarts(windowOf(world), world.demand, terms)) {
        const conflictsOf = (units: number) => findConflicts({ ...world.demand, startMs, units }, terms)
        expect(conflictsOf(seatsLeft)).toEqual([])
        expect(conflictsOf(seatsLeft + 1)).not.toEqual([])
      }
    }),
    { seed: 20260926, numRuns: 200 },
  )
})

function windowOf({ centreMs }: World) {
  return { startMs: centreMs - minutes(900), endMs: centreMs + minutes(900) }
}

function gridMinutes(world: World): number[] {
  const { startMs, endMs } = windowOf(world)
  const { timezone } = world.demand.first.calendar
  return Array.from(
    { length: (endMs - startMs) / minutes(1) },
    (_, index) => startMs + minutes(index),
  ).filter(minute => onGrid(timezone, minute, world.terms.service.stepMin))
}

/** A conflict as the oracle writes it. */
function inWords({ type, ...details }: Conflict): string {
  return [type, ...Object.values(details)].join(' ')
}
