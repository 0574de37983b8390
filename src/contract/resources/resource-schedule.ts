import { ResourceSchedule } from '../objects/resource-schedule.ts'
import { defineOperation } from '../operation.ts'
import { resourceId } from '../parts/path-ids.ts'
import { strictObject } from '../schema.ts'
import { dateOrInstant, longestRangeDays } from '../time-range.ts'

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
