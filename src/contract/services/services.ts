import { Type } from 'typebox'
import { severalOf } from '../filters.ts'
import { ServicePolicy, ServicePolicyChanges } from '../objects/policy-changes.ts'
import { requirementGroups } from '../objects/requirement.ts'
import { Service, serviceMembers, serviceStatuses } from '../objects/service.ts'
import { defineList, defineOperation } from '../operation.ts'
import { idOf, metadata, optional, strictObject } from '../schema.ts'

const serviceId = strictObject({ service_id: idOf('svc', 'service') })
const newMembers = serviceMembers(true)

export const createService = defineOperation({
  id: 'createService',
  group: 'services',
  method: 'POST',
  path: '/v2/services',
  command: 'services create',
  scope: 'secret',
  source: 'derived',
  summary: 'Create a service',
  description:
    'Adds something that can be booked: duration, buffers, step, notice, horizon, capacity, price, and whom or what it ' +
    'takes. Without `requirements` it cannot be booked until they are set.',
  body: strictObject({
    ...optional(newMembers),
    name: newMembers.name,
    duration_min: newMembers.duration_min,
    policy: Type.Optional(ServicePolicy),
    requirements: Type.Optional(requirementGroups),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: Service,
  seeds: 'services',
  emits: ['service.created'],
  examples: [
    {
      title: 'Add a longer consultation with a deposit',
      body: {
        name: 'Consultation, 45 minutes',
        duration_min: 45,
        step_min: 15,
        buffer_after_min: 5,
        price: { amount: 120_000, currency: 'INR' },
        deposit: { amount: 20_000, currency: 'INR' },
        policy: { cancel_cutoff_min: 120 },
        requirements: [{ group: 'staff', resource_ids: ['res_dr_niket'] }],
      },
    },
    { title: 'Add one with every default', body: { name: 'Short call', duration_min: 10 } },
  ],
})

export const listServices = defineList({
  id: 'listServices',
  group: 'services',
  path: '/v2/services',
  command: 'services list',
  scope: 'publishable',
  source: 'derived',
  summary: 'List services',
  description:
    'Newest first; active ones, unless a secret key asks for others with `status`. A widget shows what it may book.',
  filters: {
    status: Type.Optional(
      severalOf(
        serviceStatuses,
        'Only services in this state; active by default. Archived: secret keys only.',
      ),
    ),
  },
  item: Service,
  fill: index => ({ operation: 'createService', body: { name: `Service ${index}`, duration_min: 30 } }),
  examples: [
    { title: 'List what can be booked' },
    { title: 'List archived services too', query: { status: 'active,archived' } },
  ],
})

export const getService = defineOperation({
  id: 'getService',
  group: 'services',
  method: 'GET',
  path: '/v2/services/{service_id}',
  command: 'services get',
  scope: 'publishable',
  source: 'derived',
  summary: 'Retrieve one service',
  description: 'The service with its rules; archived ones too, because bookings may still name them.',
  params: serviceId,
  result: Service,
  examples: [{ title: 'Retrieve a service', params: { service_id: 'svc_consult_30' } }],
})

export const updateService = defineOperation({
  id: 'updateService',
  group: 'services',
  method: 'PATCH',
  path: '/v2/services/{service_id}',
  command: 'services update',
  scope: 'secret',
  source: 'derived',
  summary: 'Update a service',
  description:
    'Changes the members that are sent; null clears one. `policy` is merged member by member, `price`, `deposit` and ' +
    '`metadata` are replaced as a whole. Bookings that were made keep their times, buffers and policy. ' +
    'A new duration leaves step_min as it is.',
  params: serviceId,
  body: strictObject({
    ...optional(serviceMembers()),
    policy: Type.Optional(ServicePolicyChanges),
    metadata: Type.Optional(metadata()),
  }),
  result: Service,
  emits: ['service.updated'],
  examples: [
    {
      title: 'Keep ten minutes free after each booking',
      params: { service_id: 'svc_consult_30' },
      body: { buffer_after_min: 10 },
    },
    {
      title: 'Let customers cancel until an hour before',
      params: { service_id: 'svc_consult_30' },
      body: { policy: { cancel_cutoff_min: 60 } },
    },
  ],
})

export const archiveService = defineOperation({
  id: 'archiveService',
  group: 'services',
  method: 'DELETE',
  path: '/v2/services/{service_id}',
  command: 'services archive',
  scope: 'secret',
  source: 'derived',
  summary: 'Archive a service',
  description:
    'Answers the archived service. It can no longer be booked; bookings that were made stay. Archiving it again changes ' +
    'nothing.',
  params: serviceId,
  result: Service,
  conditional: true,
  destructive: true,
  emits: ['service.updated'],
  examples: [{ title: 'Archive a service', params: { service_id: 'svc_consult_30' } }],
})

export const setServiceResources = defineOperation({
  id: 'setServiceResources',
  group: 'services',
  method: 'PUT',
  path: '/v2/services/{service_id}/resources',
  command: 'services set-resources',
  scope: 'secret',
  source: 'derived',
  summary: 'Set whom and what a service takes',
  description:
    'Replaces the requirement groups. A booking takes one resource of every group: staff and room. A group names ' +
    'resources, or skills that any resource with them will do for, or both. Overrides change duration and price with ' +
    'one resource of the first group.',
  params: serviceId,
  body: strictObject({ requirements: requirementGroups }),
  result: Service,
  conditional: true,
  seeds: 'services.resources',
  emits: ['service.updated'],
  examples: [
    {
      title: 'Take longer, and more, with one doctor',
      params: { service_id: 'svc_consult_30' },
      body: {
        requirements: [
          {
            group: 'staff',
            resource_ids: ['res_dr_niket'],
            overrides: [
              {
                resource_id: 'res_dr_niket',
                duration_min: 40,
                price: { amount: 100_000, currency: 'INR' },
              },
            ],
          },
        ],
      },
    },
  ],
})
