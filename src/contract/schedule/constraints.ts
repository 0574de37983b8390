import { Type } from 'typebox'
import { weight } from '../objects/optimization.ts'
import { ScheduleConstraints, scheduleConstraints } from '../objects/schedule-constraint.ts'
import { defineOperation } from '../operation.ts'
import { strictObject } from '../schema.ts'

export const getScheduleConstraints = defineOperation({
  id: 'getScheduleConstraints',
  group: 'schedule',
  method: 'GET',
  path: '/v2/schedule/constraints',
  command: 'schedule constraints get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve what schedules are judged by',
  description: 'Every constraint with its level, and of soft ones what they weigh for this tenant.',
  result: ScheduleConstraints,
  view: 'constraints',
  examples: [{ title: 'Retrieve the constraints' }],
})

export const setScheduleConstraints = defineOperation({
  id: 'setScheduleConstraints',
  group: 'schedule',
  method: 'PUT',
  path: '/v2/schedule/constraints',
  command: 'schedule constraints set',
  scope: 'secret',
  source: 'derived',
  summary: 'Set what schedules are judged by',
  description:
    'Replaces weights and switches: those of soft constraints that are not named go back to their defaults. Runs that have ' +
    'begun keep theirs. Hard and medium constraints cannot be switched off.',
  body: strictObject({
    constraints: Type.Array(
      strictObject({
        name: Type.Enum(Object.keys(scheduleConstraints) as (keyof typeof scheduleConstraints)[], {
          description: 'Name of the constraint.',
        }),
        weight: Type.Optional(weight),
        enabled: Type.Optional(Type.Boolean({ description: 'False switches it off and keeps its weight.' })),
      }),
      { maxItems: 50, description: 'What is not as by default.' },
    ),
  }),
  result: ScheduleConstraints,
  view: 'constraints',
  conditional: true,
  examples: [
    {
      title: 'Let customers keep their time at any cost',
      body: {
        constraints: [
          { name: 'minutes_moved', weight: 100 },
          { name: 'overtime', enabled: false },
        ],
      },
    },
    { title: 'Let no day be full of gaps', body: { constraints: [{ name: 'fragmentation', weight: 100 }] } },
  ],
})
