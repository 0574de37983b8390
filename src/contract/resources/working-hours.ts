import { dayNames, WeeklyHoursRequest, WorkingHours, weekdays } from '../objects/working-hours.ts'
import { defineOperation } from '../operation.ts'
import { resourceId } from '../parts/path-ids.ts'
import { waitingForSunday } from '../parts/waiting-for.ts'
import { strictObject } from '../schema.ts'

export const getWorkingHours = defineOperation({
  id: 'getWorkingHours',
  group: 'resources',
  method: 'GET',
  path: '/v2/resources/{resource_id}/working_hours',
  command: 'resources working-hours get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve the working hours of a resource',
  description: 'The hours of every week in local wall time, without exceptions.',
  params: resourceId,
  result: WorkingHours,
  examples: [{ title: 'Retrieve the hours', params: { resource_id: 'res_dr_niket' } }],
})

const surgery = [
  { start: '09:00', end: '13:00' },
  { start: '14:00', end: '18:00' },
]

export const setWorkingHours = defineOperation({
  id: 'setWorkingHours',
  group: 'resources',
  method: 'PUT',
  path: '/v2/resources/{resource_id}/working_hours',
  command: 'resources working-hours set',
  scope: 'secret',
  source: 'derived',
  summary: 'Replace the working hours of a resource',
  description:
    'Replaces the whole week; a day that is left out is closed. An end before its start lies on the next day, ' +
    'and hours may not overlap. Bookings stay where they are: the answer names the coming ones that are left ' +
    'outside, and each is told of as schedule.violation_detected.',
  params: resourceId,
  body: strictObject({ weekly: WeeklyHoursRequest }),
  shorthands: weekdays.map(day => ({
    flag: day,
    reads: 'hours',
    into: `/weekly/${day}`,
    description: `Hours that begin on a ${dayNames[day]}: 09:00-12:00,13:00-17:00, or closed.`,
  })),
  result: WorkingHours,
  conditional: true,
  seeds: 'resources.working_hours',
  emits: [
    'resource.availability_changed',
    {
      type: 'schedule.violation_detected',
      example: { params: { resource_id: 'res_dr_niket' }, body: { weekly: { mon: surgery } } },
    },
    {
      type: 'waitlist.offer_made',
      example: {
        params: { resource_id: 'res_dr_niket' },
        body: { weekly: { sun: surgery } },
        after: [waitingForSunday],
      },
    },
  ],
  examples: [
    {
      title: 'Close at noon',
      params: { resource_id: 'res_dr_niket' },
      body: { weekly: { mon: surgery, tue: surgery, wed: surgery, thu: surgery, fri: surgery } },
    },
  ],
})
