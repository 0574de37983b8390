import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findConflicts } from '../../emulator/scheduling/conflicts.ts'
import { localDay } from '../../emulator/scheduling/zones.ts'
import { at, candidate, resource, terms } from './worlds.ts'

const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
const anyNow = fc.integer({ min: at('2011-11-01T00:00:00Z'), max: at('2090-01-01T00:00:00Z') })
const dayMs = 86_400_000

/** The conflicts of a start that have to do with time, on somebody who never closes. */
function conflictsAt(startMs: number, timezone: string, nowMs: number, horizonDays: number) {
  const asked = candidate(new Date(startMs).toISOString(), resource({ timezone }))
  return findConflicts(asked, terms({ horizonDays, stepMin: 1 }, { nowMs }))
}

test('the latest instant lies within the horizon, and one second later none does', {
  timeout: 30_000,
}, () => {
  fc.assert(
    fc.property(
      anyZone,
      anyNow,
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 2, max: 90 }),
      (timezone, nowMs, horizonDays, daysTooLate) => {
        const asked = Math.ceil(nowMs / 60_000) * 60_000 + (horizonDays + daysTooLate) * dayMs
        const refused = conflictsAt(asked, timezone, nowMs, horizonDays)
        const [latestMs] = refused.flatMap(conflict => ('latestMs' in conflict ? [conflict.latestMs] : []))
        if (latestMs === undefined) throw new Error(`${asked} is not beyond the horizon.`)
        const typesAt = (ms: number) => conflictsAt(ms, timezone, nowMs, horizonDays).map(({ type }) => type)
        expect(latestMs % 1000).toBe(0)
        expect(localDay(timezone, latestMs)).toBeLessThanOrEqual(localDay(timezone, nowMs) + horizonDays)
        expect(typesAt(latestMs)).not.toContain('beyond_horizon')
        expect(typesAt(latestMs + 1000)).toContain('beyond_horizon')
        // The last minute of the day is on the grid, and can be booked.
        if (latestMs - 59_000 > nowMs) expect(typesAt(latestMs - 59_000)).toEqual([])
      },
    ),
  )
})
