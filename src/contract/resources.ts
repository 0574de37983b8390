import { Type } from 'typebox'
import { idsOf, severalOf } from './filters.ts'
import {
  maxBookingsPerDay,
  Resource,
  resourceCapacity,
  resourceLocationId,
  resourceName,
  resourceStatuses,
  resourceTimezone,
  resourceTypes,
  resourceWeight,
} from './objects/resource.ts'
import { skillLevel, skillValidUntil } from './objects/skill.ts'
import { WeeklyHoursRequest, WorkingHours } from './objects/working-hours.ts'
import { defineList, defineOperation } from './operation.ts'
import { idOf, metadata, optional, strictObject } from './schema.ts'

const resourceId = strictObject({ resource_id: idOf('res', 'resource') })
const resourceSkillIds = strictObject({
  resource_id: idOf('res', 'resource'),
  skill_id: idOf('skill', 'skill'),
})

export const createResource = defineOperation({
  id: 'createResource',
  group: 'resources',
  method: 'POST',
  path: '/v2/resources',
  command: 'resources create',
  scope: 'secret',
  source: 'derived',
  summary: 'Create a resource',
  description:
    'Adds staff, a room or equipment. A new resource has no hours yet: it can be booked once its working hours ' +
    'are set and a service names it, or asks for skills that it has.',
  body: strictObject({
    type: Type.Enum([...resourceTypes], { description: 'What the resource is.' }),
    name: resourceName,
    timezone: resourceTimezone,
    location_id: Type.Optional(resourceLocationId),
    capacity: Type.Optional(resourceCapacity({ default: 1 })),
    weight: Type.Optional(resourceWeight({ default: 1 })),
    max_bookings_per_day: Type.Optional(maxBookingsPerDay),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: Resource,
  emits: ['resource.created'],
  examples: [
    {
      title: 'Add a room for groups of eight',
      body: {
        type: 'room',
        name: 'Training room',
        timezone: 'Asia/Kolkata',
        location_id: 'loc_main',
        capacity: 8,
      },
    },
  ],
})

export const listResources = defineList({
  id: 'listResources',
  group: 'resources',
  path: '/v2/resources',
  command: 'resources list',
  scope: 'publishable',
  source: 'derived',
  summary: 'List resources',
  description: 'Newest first. Archived resources are left out unless `status` asks for them.',
  filters: {
    type: Type.Optional(severalOf(resourceTypes, 'Only resources of this type.')),
    skill_id: Type.Optional(idsOf('skill', 'Only resources that have this skill.')),
    location_id: Type.Optional(idsOf('loc', 'Only resources at this location.')),
    status: Type.Optional(
      severalOf(resourceStatuses, 'Only resources in this state; archived: secret keys only.'),
    ),
  },
  item: Resource,
  examples: [
    { title: 'List the staff', query: { type: 'staff' } },
    { title: 'List who can do cardiology', query: { skill_id: 'skill_cardiology' } },
  ],
})

export const getResource = defineOperation({
  id: 'getResource',
  group: 'resources',
  method: 'GET',
  path: '/v2/resources/{resource_id}',
  command: 'resources get',
  scope: 'publishable',
  source: 'derived',
  summary: 'Retrieve a resource',
  description: 'The resource with its skills; archived ones too.',
  params: resourceId,
  result: Resource,
  examples: [{ title: 'Retrieve a resource', params: { resource_id: 'res_dr_niket' } }],
})

export const updateResource = defineOperation({
  id: 'updateResource',
  group: 'resources',
  method: 'PATCH',
  path: '/v2/resources/{resource_id}',
  command: 'resources update',
  scope: 'secret',
  source: 'derived',
  summary: 'Update a resource',
  description:
    'Members that are left out stay as they are; metadata is replaced as a whole. Each coming booking that no ' +
    'longer fits a changed time zone, capacity or location is told of as schedule.violation_detected; none is moved.',
  params: resourceId,
  body: strictObject(
    optional({
      name: resourceName,
      timezone: resourceTimezone,
      location_id: resourceLocationId,
      capacity: resourceCapacity(),
      weight: resourceWeight(),
      max_bookings_per_day: maxBookingsPerDay,
      metadata: metadata(),
    }),
  ),
  result: Resource,
  emits: ['resource.updated', 'resource.availability_changed', 'schedule.violation_detected'],
  examples: [
    {
      title: 'Limit the bookings of a day',
      params: { resource_id: 'res_dr_niket' },
      body: { max_bookings_per_day: 12 },
    },
  ],
})

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
  result: WorkingHours,
  conditional: true,
  emits: ['resource.availability_changed', 'schedule.violation_detected'],
  examples: [
    {
      title: 'Close at noon',
      params: { resource_id: 'res_dr_niket' },
      body: { weekly: { mon: surgery, tue: surgery, wed: surgery, thu: surgery, fri: surgery } },
    },
  ],
})

export const putResourceSkill = defineOperation({
  id: 'putResourceSkill',
  group: 'resources',
  method: 'PUT',
  path: '/v2/resources/{resource_id}/skills/{skill_id}',
  command: 'resources skills set',
  scope: 'secret',
  source: 'derived',
  summary: 'Give a resource a skill',
  description: 'Adds the skill, or replaces its level and end. Without `valid_until` it counts for ever.',
  params: resourceSkillIds,
  body: strictObject({
    level: skillLevel,
    valid_until: Type.Optional(skillValidUntil),
  }),
  result: Resource,
  conditional: true,
  emits: ['resource.skill_added'],
  examples: [
    {
      title: 'Certify for two years',
      params: { resource_id: 'res_dr_niket', skill_id: 'skill_cardiology' },
      body: { level: 4, valid_until: '2028-04-30T18:30:00Z' },
    },
  ],
})

export const removeResourceSkill = defineOperation({
  id: 'removeResourceSkill',
  group: 'resources',
  method: 'DELETE',
  path: '/v2/resources/{resource_id}/skills/{skill_id}',
  command: 'resources skills remove',
  scope: 'secret',
  source: 'derived',
  summary: 'Take a skill from a resource',
  description:
    'Each coming booking that needs the skill is told of as schedule.violation_detected; none is moved.',
  params: resourceSkillIds,
  result: Resource,
  conditional: true,
  destructive: true,
  emits: ['resource.skill_removed', 'schedule.violation_detected'],
  examples: [
    {
      title: 'Take a skill away',
      params: { resource_id: 'res_dr_niket', skill_id: 'skill_cardiology' },
    },
  ],
})
