import { describe, expect, test } from 'vitest'
import { ianaZone } from '../../emulator/scheduling/zone-names.ts'

describe('a zone is called as IANA calls it', () => {
  test.each([
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['asia/kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['ASIA/CALCUTTA', 'Asia/Kolkata'],
    ['US/Eastern', 'America/New_York'],
    ['us/pacific', 'America/Los_Angeles'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['america/buenos_aires', 'America/Argentina/Buenos_Aires'],
    ['america/port-au-prince', 'America/Port-au-Prince'],
    ['antarctica/dumontdurville', 'Antarctica/DumontDUrville'],
    ['africa/el_aaiun', 'Africa/El_Aaiun'],
    ['Portugal', 'Europe/Lisbon'],
    ['utc', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['etc/gmt+5', 'Etc/GMT+5'],
  ])('%s: %s', (name, written) => expect(ianaZone(name)).toBe(written))

  test('neighbours that keep the same time stay what they are', () => {
    const names = ['Europe/Amsterdam', 'Europe/Brussels', 'Europe/Oslo', 'Asia/Kuwait', 'Atlantic/Reykjavik']
    expect(names.map(ianaZone)).toEqual(names)
  })

  test('its own name does not change', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const written = ianaZone(zone) ?? ''
      expect([zone, ianaZone(written.toUpperCase())]).toEqual([zone, written])
      const resolved = new Intl.DateTimeFormat('en', { timeZone: written }).resolvedOptions().timeZone
      expect([zone, 'UTC', written]).toContain(resolved)
    }
  })

  test.each(['', 'Mars/Base', '+05:30', 'Z0', '2026-01-01T00:00[Asia/Kolkata]', 'Asia/Kolkata ', 'Asia'])(
    '%j is none',
    name => expect(ianaZone(name)).toBeUndefined(),
  )
})
