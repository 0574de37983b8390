import { Type } from 'typebox'
import { OfflineResource, offlineReason, Resource } from '../objects/resource.ts'
import { defineOperation } from '../operation.ts'
import { resourceId } from '../parts/path-ids.ts'
import { waitingFor } from '../parts/waiting-for.ts'
import { instant, nullable, strictObject } from '../schema.ts'

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
      instant('When it begins; now by default. A resource that is offline stays so from when it was.'),
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
  emits: [
    'resource.brought_online',
    {
      type: 'waitlist.offer_made',
      example: {
        params: { resource_id: 'res_dr_niket' },
        after: [
          { operation: 'takeResourceOffline', params: { resource_id: 'res_dr_niket' }, body: {} },
          waitingFor('svc_consult_30', '2026-04-20T05:00:00Z', '2026-04-20T05:30:00Z'),
        ],
      },
    },
  ],
  examples: [{ title: 'Bring it back', params: { resource_id: 'res_ultrasound' } }],
})
