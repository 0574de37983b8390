import { Type } from 'typebox'
import { OfflineResource, offlineReason, Resource } from './objects/resource.ts'
import { ResourceSchedule } from './objects/resource-schedule.ts'
import { defineOperation } from './operation.ts'
import { idOf, instant, nullable, strictObject } from './schema.ts'
import { dateOrInstant, longestRangeDays } from './time-range.ts'

const resourceId = strictObject({ resource_id: idOf('res', 'resource') })

export const archiveResource = defineOperation({
  id: 'archiveResource',
  group: 'resources',
  method: 'DELETE',
  path: '/v2/resources/{resource_id}',
  command: 'resources archive',
  scope: 'secret',
  source: 'derived',
  summary: 'Archive a resource',
  description:
    'Answers the archived resource. It takes no bookings any more, and its offline period ends; what it did stays. It is ' +
    'refused while bookings or holds have it. Archiving it again changes nothing.',
  params: resourceId,
  result: Resource,
  conditional: true,
  destructive: true,
  refusals: {
    resource_in_use: {
      when: 'Bookings that have not ended, or holds, take the resource.',
      example: { params: { resource_id: 'res_dr_niket' } },
    },
  },
  emits: ['resource.updated'],
  examples: [{ title: 'Archive a resource', params: { resource_id: 'res_ultrasound' } }],
})

export const takeResourceOffline = defineOperation({
  id: 'takeResourceOffline',
  group: 'resources',
  method: 'POST',
  path: '/v2/resources/{resource_id}/offline',
  command: 'resources offline',
  scope: 'secret',
  source: 'derived',
  summary: 'Take a resource offline',
  description:
    'Now or for a period: nothing can be booked in it. A resource has one such period: another call replaces it. The ' +
    'answer names the bookings in it, and each coming one is told of as schedule.violation_detected at once; none is ' +
    'moved. resource.taken_offline comes when the period begins, with the bookings that are in it then.',
  params: resourceId,
  body: strictObject({
    from: Type.Optional(
      instant('When it begins; now unless told. A resource that is offline stays so from when it was.'),
    ),
    until: Type.Optional(
      nullable(instant('When it ends.'), { description: 'When it ends; null: until further notice.' }),
    ),
    reason: Type.Optional(offlineReason),
  }),
  result: OfflineResource,
  conditional: true,
  refusals: {
    invalid_state_transition: {
      when: 'The resource is archived; or it is offline, and the new period would begin later.',
      example: { params: { resource_id: 'res_ultrasound' }, body: { from: '2026-05-01T00:00:00Z' } },
    },
  },
  emits: ['resource.taken_offline', 'schedule.violation_detected'],
  examples: [
    {
      title: 'Take offline until further notice',
      params: { resource_id: 'res_dr_asha' },
      body: { reason: 'Ill' },
    },
    {
      title: 'Plan a week of absence',
      params: { resource_id: 'res_dr_asha' },
      body: { from: '2026-05-24T18:30:00Z', until: '2026-05-31T18:30:00Z', reason: 'Conference' },
    },
  ],
})

export const bringResourceOnline = defineOperation({
  id: 'bringResourceOnline',
  group: 'resources',
  method: 'POST',
  path: '/v2/resources/{resource_id}/online',
  command: 'resources online',
  scope: 'secret',
  source: 'derived',
  summary: 'Bring a resource back online',
  description:
    'Ends the offline period now, or calls off one that has not begun; that one was never told of, so its end is not either.',
  params: resourceId,
  result: Resource,
  conditional: true,
  refusals: {
    invalid_state_transition: {
      when: 'The resource is online and has no offline period ahead, or is archived.',
      example: { params: { resource_id: 'res_dr_niket' } },
    },
  },
  emits: ['resource.brought_online'],
  examples: [{ title: 'Bring it back', params: { resource_id: 'res_ultrasound' } }],
})

export const getResourceSchedule = defineOperation({
  id: 'getResourceSchedule',
  group: 'resources',
  method: 'GET',
  path: '/v2/resources/{resource_id}/schedule',
  command: 'resources schedule',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve the schedule of a resource',
  description:
    'Open, busy and free intervals of a range, in UTC. Local dates are read in the zone of the resource. Whether a start ' +
    'in a free interval can be booked is a matter of the service besides: of its buffers, grid, notice and limits of a day.',
  params: resourceId,
  query: strictObject({
    from: dateOrInstant('Where to begin, inclusive.'),
    to: dateOrInstant(`Where to end, exclusive; at most ${longestRangeDays} days later.`),
  }),
  result: ResourceSchedule,
  refusals: {
    range_too_wide: {
      when: `The range is longer than ${longestRangeDays} days.`,
      example: { params: { resource_id: 'res_dr_niket' }, query: { from: '2026-04-20', to: '2026-07-20' } },
    },
  },
  examples: [
    {
      title: 'See a day',
      params: { resource_id: 'res_dr_niket' },
      query: { from: '2026-04-21', to: '2026-04-22' },
    },
  ],
})
