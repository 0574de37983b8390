import { Type } from 'typebox'
import { idsOf, severalOf } from '../filters.ts'
import { DataRequest, dataRequestKinds, dataRequestStatuses } from '../objects/compliance.ts'
import { defineList, defineOperation } from '../operation.ts'
import { dataRequestId } from '../parts/path-ids.ts'
import { idOf, instant, metadata, strictObject } from '../schema.ts'
import { wording } from '../texts.ts'

export const createDataRequest = defineOperation({
  id: 'createDataRequest',
  group: 'data_requests',
  method: 'POST',
  path: '/v2/data_requests',
  command: 'data-requests create',
  scope: 'secret',
  source: 'derived',
  summary: 'Register what a person asks of their data',
  description:
    'It has to be resolved by due_at: the end of the local date of the tenant one calendar month after it was received ' +
    '(received on 31 January: the end of February). Nothing is done to the data before it is resolved.',
  body: strictObject({
    kind: Type.Enum([...dataRequestKinds], { description: 'What is asked for.' }),
    customer_id: idOf('cust', 'customer who asks'),
    received_at: Type.Optional(instant('When it was received; now by default, never later.')),
    channel: Type.Optional(wording(100, 'How it came.', { 'x-example': 'email' })),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: DataRequest,
  emits: ['data_request.received'],
  examples: [
    {
      title: 'Register that a customer asks for their data',
      body: { kind: 'access', customer_id: 'cust_priya_01', channel: 'email' },
    },
    {
      title: 'Register a request that came by letter yesterday',
      body: { kind: 'erasure', customer_id: 'cust_priya_01', received_at: '2026-04-14T06:00:00Z' },
    },
  ],
})

export const listDataRequests = defineList({
  id: 'listDataRequests',
  group: 'data_requests',
  path: '/v2/data_requests',
  command: 'data-requests list',
  scope: 'secret',
  source: 'derived',
  summary: 'List data requests',
  description: 'Newest first. Filters narrow the list together.',
  filters: {
    kind: Type.Optional(severalOf(dataRequestKinds, 'Only requests of these kinds.')),
    status: Type.Optional(severalOf(dataRequestStatuses, 'Only requests in these states.')),
    customer_id: Type.Optional(idsOf('cust', 'Only requests of these customers.')),
    overdue: Type.Optional(
      Type.Boolean({ description: 'Only requests that are late; with false only those that are not.' }),
    ),
  },
  item: DataRequest,
  fill: index => ({
    operation: 'createDataRequest',
    body: { kind: dataRequestKinds[index % dataRequestKinds.length], customer_id: 'cust_priya_01' },
  }),
  examples: [
    { title: 'List what has to be resolved', query: { status: 'open,extended' } },
    { title: 'List what is late', query: { overdue: true } },
  ],
})

export const getDataRequest = defineOperation({
  id: 'getDataRequest',
  group: 'data_requests',
  method: 'GET',
  path: '/v2/data_requests/{data_request_id}',
  command: 'data-requests get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve a data request',
  description: 'With its deadline, its extension, and what was done.',
  params: dataRequestId,
  result: DataRequest,
  examples: [{ title: 'Retrieve a data request', params: { data_request_id: 'dsr_access_01' } }],
})
