import { Type } from 'typebox'
import { idsOf, severalOf } from '../filters.ts'
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
} from '../objects/resource.ts'
import { defineList, defineOperation } from '../operation.ts'
import { resourceId } from '../parts/path-ids.ts'
import { waitingFor } from '../parts/waiting-for.ts'
import { metadata, optional, strictObject } from '../schema.ts'

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
  seeds: 'resources',
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
  fill: index => ({
    operation: 'createResource',
    body: { type: 'staff', name: `Dr ${index}`, timezone: 'Asia/Kolkata' },
  }),
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
  emits: [
    'resource.updated',
    'resource.availability_changed',
    {
      type: 'schedule.violation_detected',
      example: { params: { resource_id: 'res_dr_niket' }, body: { timezone: 'America/New_York' } },
    },
    {
      type: 'waitlist.offer_made',
      example: {
        params: { resource_id: 'res_dr_niket' },
        body: { capacity: 2 },
        after: [
          {
            operation: 'createBooking',
            body: {
              customer_id: 'cust_priya_01',
              service_id: 'svc_consult_30',
              resource_id: 'res_dr_niket',
              start_at: '2026-04-20T05:00:00Z',
            },
          },
          waitingFor('svc_consult_30', '2026-04-20T05:00:00Z', '2026-04-20T05:30:00Z'),
        ],
      },
    },
  ],
  examples: [
    {
      title: 'Limit the bookings of a day',
      params: { resource_id: 'res_dr_niket' },
      body: { max_bookings_per_day: 12 },
    },
  ],
})
