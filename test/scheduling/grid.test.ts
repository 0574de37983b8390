import { expect, test } from 'vitest'
import { gridStarts, isOnGrid, nearestOnGrid } from '../../emulator/scheduling/grid.ts'
import { at } from './worlds.ts'

function startsOf(zone: string, stepMin: number, from: string, to: string): string[] {
  return [...gridStarts(zone, stepMin, { startMs: at(from), endMs: at(to) })].map(startMs =>
    new Date(startMs).toISOString().slice(11, 16),
  )
}

test.each([
  // The half hour of Kolkata: hours on its clock are not hours of UTC.
  ['Asia/Kolkata', 60, '2026-04-20T03:00:00Z', '2026-04-20T06:00:00Z', ['03:30', '04:30', '05:30']],
  ['Asia/Kathmandu', 60, '2026-04-20T03:00:00Z', '2026-04-20T05:15:00Z', ['03:15', '04:15']],
  // A step that does not divide the day starts anew at midnight: 23:20, then 00:00.
  ['UTC', 50, '2026-04-20T22:00:00Z', '2026-04-21T01:00:00Z', ['22:30', '23:20', '00:00', '00:50']],
  // New York, spring: 02:00 to 03:00 does not exist; autumn: 01:00 and 01:30 come twice.
  [
    'America/New_York',
    30,
    '2026-03-08T06:00:00Z',
    '2026-03-08T08:00:00Z',
    ['06:00', '06:30', '07:00', '07:30'],
  ],
  ['America/New_York', 90, '2026-03-08T06:00:00Z', '2026-03-08T10:00:00Z', ['06:30', '07:00', '08:30']],
  ['America/New_York', 90, '2026-11-01T05:00:00Z', '2026-11-01T08:30:00Z', ['05:30', '06:30', '08:00']],
  // The clocks of Lord Howe move by half an hour.
  ['Australia/Lord_Howe', 60, '2026-04-04T13:30:00Z', '2026-04-04T17:00:00Z', ['14:00', '15:30', '16:30']],
  // The window includes its start and not its end.
  ['UTC', 30, '2026-04-20T10:00:00Z', '2026-04-20T11:00:00Z', ['10:00', '10:30']],
])('%s every %d minutes from %s to %s', (zone, stepMin, from, to, expected) => {
  expect(startsOf(zone, stepMin, from, to)).toEqual(expected)
})

test('seconds are off the grid', () => {
  expect(isOnGrid('UTC', 1, at('2026-04-20T10:00:00Z'))).toBe(true)
  expect(isOnGrid('UTC', 1, at('2026-04-20T10:00:01Z'))).toBe(false)
})

test.each([
  ['UTC', 30, '2026-04-20T10:14:00Z', '2026-04-20T10:00:00.000Z'],
  ['UTC', 30, '2026-04-20T10:15:00Z', '2026-04-20T10:30:00.000Z'],
  ['UTC', 50, '2026-04-20T23:45:00Z', '2026-04-21T00:00:00.000Z'],
  ['UTC', 1440, '2026-04-20T11:59:00Z', '2026-04-20T00:00:00.000Z'],
  // Beirut has no midnight on that day; the next one is 23 hours and not 24 after the last.
  ['Asia/Beirut', 1440, '2026-03-28T23:00:00Z', '2026-03-29T21:00:00.000Z'],
])('in %s with step %d, nearest to %s is %s', (zone, stepMin, from, expected) => {
  expect(new Date(nearestOnGrid(zone, stepMin, at(from)) ?? 0).toISOString()).toBe(expected)
})
