import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findConflicts } from '../../emulator/scheduling/conflicts.ts'
import { gridStarts } from '../../emulator/scheduling/grid.ts'
import { localDay } from '../../emulator/scheduling/zones.ts'
import { at, candidate, resource, terms } from './worlds.ts'

const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
const anyNow = fc.integer({ min: at('2011-11-01T00:00:00Z'), max: at('2090-01-01T00:00:00Z') })
const dayMs = 86_400_000

test('the latest start can be booked, and the next one on the grid lies beyond the horizon', () => {
  fc.assert(
    fc.property(
      anyZone,
      anyNow,
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 2, max: 90 }),
      fc.constantFrom(1, 7, 15, 60, 1440),
      (timezone, nowMs, horizonDays, daysTooLate, stepMin) => {
        /** The conflicts of a start that have to do with time, on somebody who never closes. */
        const conflictsAt = (startMs: number) => {
          const asked = candidate(new Date(startMs).toISOString(), resource({ timezone }))
          return findConflicts(asked, terms({ horizonDays, stepMin }, { nowMs }))
        }
        const asked = Math.ceil(nowMs / 60_000) * 60_000 + (horizonDays + daysTooLate) * dayMs
        const refused = conflictsAt(asked)
        const [latestMs] = refused.flatMap(conflict => ('latestMs' in conflict ? [conflict.latestMs] : []))
        if (latestMs === undefined) throw new Error(`${asked} is not beyond the horizon.`)
        const typesAt = (ms: number) => conflictsAt(ms).map(({ type }) => type)
        expect(localDay(timezone, latestMs)).toBeLessThanOrEqual(localDay(timezone, nowMs) + horizonDays)
        // With a horizon of no days, it may be over already.
        expect(typesAt(latestMs).filter(type => type !== 'in_past')).toEqual([])
        const [next] = gridStarts(timezone, stepMin, { startMs: latestMs + 1, endMs: latestMs + 4 * dayMs })
        expect(typesAt(next ?? latestMs)).toContain('beyond_horizon')
      },
    ),
  )
})
