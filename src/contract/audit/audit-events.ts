import { Type } from 'typebox'
import { AuditEvent } from '../objects/compliance.ts'
import { defineList } from '../operation.ts'

export const listAuditEvents = defineList({
  id: 'listAuditEvents',
  group: 'audit',
  path: '/v2/audit/events',
  command: 'audit events',
  scope: 'secret',
  source: 'derived',
  summary: 'List the audit trail',
  description:
    'Every change that was made for the tenant, by requests, by the clock and otherwise, newest first. Rows are only ever ' +
    'added, and each is chained to the one before: `ideadunes audit verify` finds one that was changed, removed, added or ' +
    'moved. What changed is there as a digest only, so that the trail survives an erasure.',
  filters: {
    actor: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Only what this key did; or clock, control, seed.',
        'x-example': 'clock',
      }),
    ),
    object_id: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Only what was done to this object.',
        'x-example': 'cust_priya_01',
      }),
    ),
  },
  item: AuditEvent,
  fill: index => ({ operation: 'createCustomer', body: { name: `Sharma ${index}` } }),
  examples: [
    { title: 'List what was changed lately' },
    { title: 'List what was done to a customer', query: { object_id: 'cust_priya_01' } },
    { title: 'List what the clock did', query: { actor: 'clock' } },
  ],
})
