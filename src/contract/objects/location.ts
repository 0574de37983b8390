import { Type } from 'typebox'
import { commonMembers, component, idOf, metadata, nullable, strictObject } from '../schema.ts'
import { localDate, wording } from '../texts.ts'
import { openingHours } from './working-hours.ts'

export const locationName = wording(200, 'Name of the location.')
export const locationTimezone = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'IANA time zone in which opening hours and holidays are read.',
})
export const locationAddress = nullable(Type.String({ maxLength: 500 }), {
  description: 'Where people find it.',
})
export const holidays = Type.Array(
  strictObject({
    date: Type.String({ pattern: localDate, description: 'Local date: `2026-12-25`.' }),
    name: wording(200, 'What is celebrated.'),
  }),
  {
    maxItems: 366,
    description:
      'Dates on which the location is closed, each once. A holiday shuts the opening hours that begin on it, with the ' +
      'night that runs into the next day, but not the night that ends on it; without opening hours, its 24 hours.',
  },
)

/** A place where resources work: its opening hours and holidays cut theirs. */
export const Location = component(
  'Location',
  {
    id: idOf('loc', 'location'),
    ...commonMembers,
    name: locationName,
    timezone: locationTimezone,
    address: locationAddress,
    opening_hours: openingHours,
    holidays,
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'name', 'timezone', 'address'] },
)
