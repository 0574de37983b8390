import { Type } from 'typebox'
import { severalOf } from '../filters.ts'
import { Breach, breachMembers, breachStatuses } from '../objects/compliance.ts'
import { defineList, defineOperation } from '../operation.ts'
import { idOf, instant, metadata, strictObject } from '../schema.ts'
import { wording } from '../texts.ts'

const breachId = strictObject({ breach_id: idOf('brc', 'breach') })

const stolen = {
  aware_at: '2026-04-15T08:00:00Z',
  description: 'A laptop was stolen from the practice',
  categories: ['contact_data', 'health_data'],
  affected_count: 120,
  severity: 'high',
}

export const reportBreach = defineOperation({
  id: 'reportBreach',
  group: 'breaches',
  method: 'POST',
  path: '/v2/breaches',
  command: 'breaches report',
  scope: 'secret',
  source: 'derived',
  summary: 'Report a breach',
  description:
    'Opens a record in the register. The authority has to be told within 72 hours after it became known: by notify_by.',
  body: strictObject({
    ...breachMembers,
    aware_at: Type.Optional(instant('When it became known; now by default, never later.')),
    categories: Type.Optional(breachMembers.categories),
    affected_count: Type.Optional(breachMembers.affected_count),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: Breach,
  emits: ['breach.detected'],
  examples: [{ title: 'Report a stolen laptop', body: stolen }],
})

export const listBreaches = defineList({
  id: 'listBreaches',
  group: 'breaches',
  path: '/v2/breaches',
  command: 'breaches list',
  scope: 'secret',
  source: 'derived',
  summary: 'List the breach register',
  description: 'Newest first.',
  filters: { status: Type.Optional(severalOf(breachStatuses, 'Only breaches in these states.')) },
  item: Breach,
  fill: index => ({
    operation: 'reportBreach',
    body: { description: `A letter went to the wrong address, number ${index}`, severity: 'low' },
  }),
  examples: [
    { title: 'List the register' },
    { title: 'List those that the authority does not know of', query: { status: 'open' } },
  ],
})

export const getBreach = defineOperation({
  id: 'getBreach',
  group: 'breaches',
  method: 'GET',
  path: '/v2/breaches/{breach_id}',
  command: 'breaches get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve a breach',
  description: 'With who was told, and how long there is still time to tell the authority.',
  params: breachId,
  result: Breach,
  examples: [{ title: 'Retrieve a breach', params: { breach_id: 'brc_laptop_01' } }],
})

export const notifyBreach = defineOperation({
  id: 'notifyBreach',
  group: 'breaches',
  method: 'POST',
  path: '/v2/breaches/{breach_id}/notify',
  command: 'breaches notify',
  scope: 'secret',
  source: 'derived',
  summary: 'Record who was told of a breach',
  description:
    'Tells nobody: it records that the authority or the people concerned were told. Later than notify_by takes a reason. ' +
    'What is learned afterwards is told in further notifications.',
  params: breachId,
  body: strictObject({
    to: Type.Enum(['authority', 'subjects'], { description: 'Who was told.' }),
    at: Type.Optional(instant('When they were told; now by default, never later, nor before aware_at.')),
    delay_reason: Type.Optional(wording(2000, 'Why later than 72 hours.')),
  }),
  result: Breach,
  conditional: true,
  refusals: {
    delay_reason_required: {
      when: 'They were told later than 72 hours after it became known, and no reason says why.',
      example: {
        params: { breach_id: 'brc_laptop_01' },
        body: { to: 'authority' },
        after: [{ advance: '4d' }],
      },
    },
  },
  emits: ['breach.notified'],
  examples: [
    {
      title: 'Record that the authority was told',
      params: { breach_id: 'brc_laptop_01' },
      body: { to: 'authority' },
    },
  ],
})
