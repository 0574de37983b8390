import { Resource } from '../objects/resource.ts'
import { defineOperation } from '../operation.ts'
import { resourceId } from '../parts/path-ids.ts'

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
