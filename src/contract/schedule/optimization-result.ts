import { Assignment, Optimization } from '../objects/optimization.ts'
import { defineList, defineOperation } from '../operation.ts'
import { optimizationId } from '../parts/path-ids.ts'
import { waitingForCheckup } from '../parts/waiting-for.ts'
import { strictObject } from '../schema.ts'

const example = { params: { optimization_id: 'opt_may_01' } }
const committed = { operation: 'commitOptimization', ...example, body: {} }

/** A run of which nobody knows how it ends. */
const started = {
  operation: 'startOptimization',
  body: { window: { from: '2026-05-25', to: '2026-06-01' } },
}

export const cancelOptimization = defineOperation({
  id: 'cancelOptimization',
  group: 'schedule',
  method: 'POST',
  path: '/v2/schedule/optimizations/{optimization_id}/cancel',
  command: 'schedule optimizations cancel',
  scope: 'secret',
  source: 'derived',
  summary: 'Stop an optimization run',
  description:
    'Ends a run that is queued or running, and keeps the best schedule that it has found: it can be committed. A run that ' +
    'has ended by itself stays as it is.',
  params: optimizationId,
  body: strictObject({}),
  result: Optimization,
  refusals: {
    invalid_state_transition: {
      when: 'The run was committed.',
      example: { ...example, body: {}, after: [committed] },
    },
  },
  emits: [
    {
      type: 'schedule.optimization_finished',
      example: { params: { optimization_id: 'opt_made_before' }, body: {}, after: [started] },
    },
  ],
  examples: [{ title: 'Stop a run', ...example, body: {} }],
})

export const listOptimizationAssignments = defineList({
  id: 'listOptimizationAssignments',
  group: 'schedule',
  path: '/v2/schedule/optimizations/{optimization_id}/assignments',
  command: 'schedule optimizations assignments',
  scope: 'secret',
  source: 'derived',
  summary: 'List what a run proposes',
  description:
    'One row for each booking that the best schedule so far moves, by its start as it was. Each was accepted by a verifier ' +
    'of its own: what is proposed could be booked when it was read.',
  params: optimizationId,
  item: Assignment,
  orders: ['start_at', '-start_at'],
  fill: null,
  view: 'assignments',
  examples: [{ title: 'List what a run proposes', ...example }],
})

export const commitOptimization = defineOperation({
  id: 'commitOptimization',
  group: 'schedule',
  method: 'POST',
  path: '/v2/schedule/optimizations/{optimization_id}/commit',
  command: 'schedule optimizations commit',
  scope: 'secret',
  source: 'derived',
  summary: 'Commit what a run proposes',
  description:
    'Moves all bookings of its assignments, or none: where a booking of the run has changed since, or a place is not free ' +
    'any more, nothing is moved. Customers are told as of any other move.',
  params: optimizationId,
  body: strictObject({}),
  result: Optimization,
  conditional: true,
  destructive: true,
  refusals: {
    schedule_changed: {
      when: 'A booking of the run has changed since the run read it, or a proposed place is not free any more.',
      example: {
        ...example,
        body: {},
        after: [
          {
            operation: 'rescheduleBooking',
            params: { booking_id: 'bk_checkup_01' },
            body: { start_at: '2026-05-27T06:10:00Z' },
          },
        ],
      },
    },
    invalid_state_transition: {
      when: 'The run has not ended, has failed, or was committed before.',
      example: { ...example, body: {}, after: [committed] },
    },
  },
  emits: [
    'schedule.committed',
    'booking.rescheduled',
    'booking.reassigned',
    { type: 'waitlist.offer_made', example: { ...example, body: {}, after: [waitingForCheckup] } },
  ],
  examples: [{ title: 'Commit a run', ...example, body: {} }],
})
