import { Type } from 'typebox'
import { holidays, Location, locationAddress, locationName, locationTimezone } from '../objects/location.ts'
import { WeeklyHoursRequest } from '../objects/working-hours.ts'
import { defineList, defineOperation } from '../operation.ts'
import { waitingFor } from '../parts/waiting-for.ts'
import { idOf, metadata, nullable, optional, strictObject } from '../schema.ts'

const locationId = strictObject({ location_id: idOf('loc', 'location') })

const openingHoursRequest = nullable(WeeklyHoursRequest, {
  description: 'The whole week in wall time of the location; null: it never closes but on holidays.',
})

const changeable = { address: locationAddress, opening_hours: openingHoursRequest, holidays }

export const listLocations = defineList({
  id: 'listLocations',
  group: 'locations',
  path: '/v2/locations',
  command: 'locations list',
  scope: 'publishable',
  source: 'derived',
  summary: 'List locations',
  description: 'All locations, newest first.',
  item: Location,
  fill: index => ({
    operation: 'createLocation',
    body: { name: `Practice ${index}`, timezone: 'Asia/Kolkata' },
  }),
  examples: [{ title: 'List locations' }],
})

export const createLocation = defineOperation({
  id: 'createLocation',
  group: 'locations',
  method: 'POST',
  path: '/v2/locations',
  command: 'locations create',
  scope: 'secret',
  source: 'derived',
  summary: 'Create a location',
  description:
    'Opening hours and holidays cut the hours of every resource that works at the location. ' +
    'Without opening hours it closes on holidays only.',
  body: strictObject({
    name: locationName,
    timezone: locationTimezone,
    ...optional(changeable),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: Location,
  seeds: 'locations',
  examples: [
    {
      title: 'Open a practice',
      body: {
        name: 'Practice in Pune',
        timezone: 'Asia/Kolkata',
        address: '12 Prabhat Road, Pune',
        opening_hours: {
          mon: [{ start: '08:00', end: '20:00' }],
          tue: [{ start: '08:00', end: '20:00' }],
        },
        holidays: [{ date: '2026-08-15', name: 'Independence Day' }],
      },
    },
  ],
})

export const getLocation = defineOperation({
  id: 'getLocation',
  group: 'locations',
  method: 'GET',
  path: '/v2/locations/{location_id}',
  command: 'locations get',
  scope: 'publishable',
  source: 'derived',
  summary: 'Retrieve a location',
  description: 'The location with its opening hours and holidays.',
  params: locationId,
  result: Location,
  examples: [{ title: 'Retrieve a location', params: { location_id: 'loc_main' } }],
})

const niketAtMain = {
  operation: 'updateResource',
  params: { resource_id: 'res_dr_niket' },
  body: { location_id: 'loc_main' },
}

export const updateLocation = defineOperation({
  id: 'updateLocation',
  group: 'locations',
  method: 'PATCH',
  path: '/v2/locations/{location_id}',
  command: 'locations update',
  scope: 'secret',
  source: 'derived',
  summary: 'Update a location',
  description:
    'Members that are left out stay as they are. Opening hours, holidays and metadata are replaced as a whole. ' +
    'Each coming booking that is left in closed hours is told of as schedule.violation_detected; none is moved.',
  params: locationId,
  body: strictObject(
    optional({ ...changeable, name: locationName, timezone: locationTimezone, metadata: metadata() }),
  ),
  result: Location,
  emits: [
    {
      type: 'schedule.violation_detected',
      example: {
        params: { location_id: 'loc_main' },
        body: { holidays: [{ date: '2026-05-27', name: 'Buddha Purnima' }] },
        after: [niketAtMain],
      },
    },
    {
      type: 'waitlist.offer_made',
      example: {
        params: { location_id: 'loc_main' },
        body: { holidays: [] },
        after: [
          niketAtMain,
          {
            operation: 'updateLocation',
            params: { location_id: 'loc_main' },
            body: { holidays: [{ date: '2026-04-20', name: 'Local holiday' }] },
          },
          waitingFor('svc_consult_30', '2026-04-20T05:00:00Z', '2026-04-20T05:30:00Z'),
        ],
      },
    },
  ],
  examples: [
    {
      title: 'Close on a holiday',
      params: { location_id: 'loc_main' },
      body: { holidays: [{ date: '2026-08-15', name: 'Independence Day' }] },
    },
  ],
})
