import { Type } from 'typebox'
import { severalOf } from '../filters.ts'
import {
  mostIterations,
  Optimization,
  optimizationOutcomes,
  optimizationStatuses,
  Weights,
} from '../objects/optimization.ts'
import { defineList, defineOperation } from '../operation.ts'
import { optimizationId } from '../parts/path-ids.ts'
import { rangeFlag, window } from '../parts/schedule-window.ts'
import { idOf, metadata, optional, strictObject } from '../schema.ts'

const lastWeekOfMay = { from: '2026-05-25', to: '2026-06-01' }

export const startOptimization = defineOperation({
  id: 'startOptimization',
  group: 'schedule',
  method: 'POST',
  path: '/v2/schedule/optimizations',
  command: 'schedule optimizations start',
  scope: 'secret',
  source: 'derived',
  summary: 'Look for a better schedule',
  description:
    'Starts a run over the bookings ahead that start in the window, and answers at once. It looks for other resources, and ' +
    'for other starts where `movable` says so, so that hard rules are kept, nobody is left without a place, and the soft ' +
    'costs are least. Nothing is changed before commitOptimization. A run works in real time, whatever the clock of the ' +
    'sandbox says; the same bookings, seed and limits give the same answer.',
  body: strictObject({
    window,
    resource_ids: Type.Optional(
      Type.Array(idOf('res', 'resource'), {
        minItems: 1,
        maxItems: 200,
        uniqueItems: true,
        description:
          'Only their bookings are moved, and only to them; rooms are free to be chosen where none is named. By default everybody.',
      }),
    ),
    booking_ids: Type.Optional(
      Type.Array(idOf('bk', 'booking'), {
        minItems: 1,
        maxItems: 2000,
        uniqueItems: true,
        description: 'Only these are moved; by default all that start in the window.',
      }),
    ),
    movable: Type.Optional(
      Type.Boolean({ default: false, description: 'Whether starts may change too, not only resources.' }),
    ),
    weights: Type.Optional(
      strictObject(optional(Weights.properties), {
        description: 'Weights for this run; by default those of setScheduleConstraints.',
      }),
    ),
    limits: Type.Optional(
      strictObject(
        {
          iterations: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: mostIterations,
              default: 1_000_000,
              description: 'Iterations of the search, and nodes of the proof.',
            }),
          ),
        },
        { description: 'How long it may look; by default a million iterations.' },
      ),
    ),
    seed: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 2_147_483_647,
        default: 1,
        description: 'Another seed looks in another order.',
      }),
    ),
    metadata: Type.Optional(metadata()),
  }),
  status: 202,
  result: Optimization,
  shorthands: [rangeFlag],
  awaits: { operation: 'getOptimization', while: ['queued', 'running'] },
  emits: ['schedule.optimization_started', { type: 'schedule.optimization_finished', example: 1 }],
  examples: [
    {
      title: 'Look for better resources and starts in a week',
      body: { window: lastWeekOfMay, movable: true },
    },
    {
      title: 'Look at a week without bookings, which is over at once',
      body: { window: { from: '2026-06-08', to: '2026-06-15' } },
    },
    {
      title: 'Move two bookings as little as possible',
      body: {
        window: lastWeekOfMay,
        booking_ids: ['bk_checkup_01', 'bk_pending_01'],
        movable: true,
        weights: { minutes_moved: 10, resource_changed: 100 },
        seed: 7,
      },
    },
  ],
})

export const listOptimizations = defineList({
  id: 'listOptimizations',
  group: 'schedule',
  path: '/v2/schedule/optimizations',
  command: 'schedule optimizations list',
  scope: 'secret',
  source: 'derived',
  summary: 'List optimization runs',
  description: 'Newest first.',
  filters: {
    status: Type.Optional(severalOf(optimizationStatuses, 'Only runs in these states.')),
    outcome: Type.Optional(severalOf(optimizationOutcomes, 'Only runs that ended so.')),
  },
  item: Optimization,
  fill: index => ({
    operation: 'startOptimization',
    body: { window: { from: '2026-06-08', to: '2026-06-15' }, seed: index },
  }),
  examples: [
    { title: 'List runs' },
    { title: 'List runs that can be committed', query: { status: 'finished' } },
  ],
})

export const getOptimization = defineOperation({
  id: 'getOptimization',
  group: 'schedule',
  method: 'GET',
  path: '/v2/schedule/optimizations/{optimization_id}',
  command: 'schedule optimizations get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve an optimization run',
  description:
    'How far it is, and how good its best schedule is beside the bound and the schedule as it was.',
  params: optimizationId,
  result: Optimization,
  examples: [{ title: 'Retrieve a run', params: { optimization_id: 'opt_may_01' } }],
})
