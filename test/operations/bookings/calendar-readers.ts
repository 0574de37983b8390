import ICAL from 'ical.js'
import { sync as nodeIcal } from 'node-ical'
import { expect } from 'vitest'

/** The starts in a calendar file as two parsers of other people read them, by the rules in the file; they have to agree. */
export function startsIn(text: string): string[] {
  const component = new ICAL.Component(ICAL.parse(text))
  const zones = component.getAllSubcomponents('vtimezone').map(zone => new ICAL.Timezone(zone))
  for (const zone of zones) ICAL.TimezoneService.register(zone)
  const starts = component
    .getAllSubcomponents('vevent')
    .map(event => new ICAL.Event(event).startDate.toJSDate().toISOString())
  for (const zone of zones) ICAL.TimezoneService.remove(zone.tzid)
  const others = Object.values(nodeIcal.parseICS(text)).flatMap(part =>
    part?.type === 'VEVENT' ? [new Date(part.start).toISOString()] : [],
  )
  expect(others.toSorted()).toEqual(starts)
  return starts
}
