import { Type } from 'typebox'
import { idsOf, severalOf } from '../filters.ts'
import { customerEmail, customerName, customerPhone } from '../objects/customer.ts'
import {
  WaitlistEntry,
  waitlistPriorities,
  waitlistStatuses,
  waitlistWindows,
} from '../objects/waitlist-entry.ts'
import { defineList, defineOperation } from '../operation.ts'
import { waitlistEntryId } from '../parts/path-ids.ts'
import { idOf, metadata, strictObject } from '../schema.ts'

export const createWaitlistEntry = defineOperation({
  id: 'createWaitlistEntry',
  group: 'waitlist',
  method: 'POST',
  path: '/v2/waitlist_entries',
  command: 'waitlist join',
  scope: 'publishable',
  source: 'derived',
  summary: 'Join the waitlist',
  description:
    'Somebody waits for a service, in windows of time, with whomever or with one resource. Whatever is freed or opened ' +
    'from then on is offered: to the highest priority first, then to who has waited longest. What is free already is ' +
    'not; book that. A publishable key sends `customer` in place of `customer_id`, and no priority.',
  body: strictObject({
    customer_id: Type.Optional(idOf('cust', 'customer; secret keys only')),
    customer: Type.Optional(
      strictObject(
        { name: customerName, email: Type.Optional(customerEmail), phone: Type.Optional(customerPhone) },
        { description: 'A new customer, in place of customer_id.' },
      ),
    ),
    service_id: idOf('svc', 'service'),
    resource_id: Type.Optional(idOf('res', 'only resource that will do; left out, any will')),
    windows: waitlistWindows,
    party_size: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        default: 1,
        description: 'Units of capacity to wait for.',
      }),
    ),
    priority: Type.Optional(
      Type.Integer({
        minimum: waitlistPriorities.lowest,
        maximum: waitlistPriorities.highest,
        default: 0,
        description: 'Higher comes first; secret keys only.',
      }),
    ),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: WaitlistEntry,
  seeds: 'waitlist_entries',
  emits: [
    {
      type: 'customer.created',
      example: {
        key: 'publishable',
        body: {
          customer: { name: 'Meera Iyer', email: 'meera@example.com' },
          service_id: 'svc_consult_30',
          windows: [{ from: '2026-04-21T03:30:00Z', to: '2026-04-21T12:30:00Z' }],
        },
      },
    },
    'waitlist.entry_created',
  ],
  examples: [
    {
      title: 'Wait for a consultation on either of two mornings',
      body: {
        customer_id: 'cust_priya_01',
        service_id: 'svc_consult_30',
        windows: [
          { from: '2026-04-21T03:30:00Z', to: '2026-04-21T07:30:00Z' },
          { from: '2026-04-22T03:30:00Z', to: '2026-04-22T07:30:00Z' },
        ],
      },
    },
    {
      title: 'Let three people wait for a class, before others',
      body: {
        customer_id: 'cust_arjun_02',
        service_id: 'svc_yoga_60',
        windows: [{ from: '2026-05-27T11:30:00Z', to: '2026-05-27T12:30:00Z' }],
        party_size: 3,
        priority: 10,
      },
    },
  ],
})

export const listWaitlistEntries = defineList({
  id: 'listWaitlistEntries',
  group: 'waitlist',
  path: '/v2/waitlist_entries',
  command: 'waitlist list',
  scope: 'secret',
  source: 'derived',
  summary: 'List the waitlist',
  description:
    'Newest first; with `order=turn` as offers are made: by priority, then by age. Filters narrow the list together.',
  filters: {
    service_id: Type.Optional(idsOf('svc', 'Only who waits for this service.')),
    customer_id: Type.Optional(idsOf('cust', 'Only entries of this customer.')),
    status: Type.Optional(severalOf(waitlistStatuses, 'Only entries in this state.')),
  },
  item: WaitlistEntry,
  orders: ['-created_at', 'turn'],
  view: 'waitlist',
  fill: index => ({
    operation: 'createWaitlistEntry',
    body: {
      customer_id: 'cust_priya_01',
      service_id: 'svc_consult_30',
      windows: [{ from: '2026-04-21T03:30:00Z', to: '2026-04-21T12:30:00Z' }],
      priority: index % 3,
    },
  }),
  examples: [
    { title: 'Show who waits, and who is next', query: { status: 'waiting,offered', order: 'turn' } },
    { title: 'Show who waits for one service', query: { service_id: 'svc_checkup_20' } },
  ],
})

export const getWaitlistEntry = defineOperation({
  id: 'getWaitlistEntry',
  group: 'waitlist',
  method: 'GET',
  path: '/v2/waitlist_entries/{waitlist_entry_id}',
  command: 'waitlist get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve a waitlist entry',
  description: 'The entry, where it stands, and its open offer.',
  params: waitlistEntryId,
  result: WaitlistEntry,
  examples: [{ title: 'Retrieve an entry with an open offer', params: { waitlist_entry_id: 'wl_priya_01' } }],
})

export const removeWaitlistEntry = defineOperation({
  id: 'removeWaitlistEntry',
  group: 'waitlist',
  method: 'DELETE',
  path: '/v2/waitlist_entries/{waitlist_entry_id}',
  command: 'waitlist leave',
  scope: 'secret',
  source: 'derived',
  summary: 'Leave the waitlist',
  description:
    'Ends the entry and answers it. Its open offer ends too: the slot is offered to whoever is next. Leaving again ' +
    'changes nothing.',
  params: waitlistEntryId,
  result: WaitlistEntry,
  conditional: true,
  destructive: true,
  refusals: {
    invalid_state_transition: {
      when: 'The entry has become a booking; cancel that instead.',
      example: {
        params: { waitlist_entry_id: 'wl_priya_01' },
        after: [{ operation: 'acceptWaitlistOffer', params: { waitlist_entry_id: 'wl_priya_01' }, body: {} }],
      },
    },
  },
  emits: [
    {
      type: 'waitlist.offer_made',
      example: { params: { waitlist_entry_id: 'wl_priya_01' } },
    },
  ],
  examples: [{ title: 'Leave the waitlist', params: { waitlist_entry_id: 'wl_arjun_01' } }],
})
