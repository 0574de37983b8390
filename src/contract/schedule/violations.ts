import { Type } from 'typebox'
import { idsOf, severalOf } from '../filters.ts'
import { conflictTypes } from '../objects/conflict.ts'
import { Weights } from '../objects/optimization.ts'
import { ScheduleScore } from '../objects/schedule-constraint.ts'
import { Violation } from '../objects/violation.ts'
import { defineList, defineOperation } from '../operation.ts'
import { rangeFlag, window } from '../parts/schedule-window.ts'
import { idOf, instant, optional, strictObject } from '../schema.ts'

const aDayOfApril = { from: '2026-04-21', to: '2026-04-22' }

export const listViolations = defineList({
  id: 'listViolations',
  group: 'schedule',
  path: '/v2/schedule/violations',
  command: 'schedule violations',
  scope: 'secret',
  source: 'derived',
  summary: 'List hard rules that the schedule breaks',
  description:
    'What stands against bookings ahead where they are now: made in spite of a conflict, or stranded by a later change of ' +
    'hours, skills, capacity or location. Worked out when it is asked, by start of the booking.',
  filters: {
    rule: Type.Optional(severalOf(conflictTypes, 'Only these rules.')),
    resource_id: Type.Optional(idsOf('res', 'Only on these resources.')),
    booking_id: Type.Optional(idsOf('bk', 'Only of these bookings.')),
  },
  item: Violation,
  orders: ['start_at', '-start_at'],
  fill: index => ({
    operation: 'createBooking',
    body: {
      customer_id: 'cust_priya_01',
      service_id: 'svc_consult_30',
      resource_id: 'res_dr_niket',
      // Sundays, on which nobody works.
      start_at: `2026-05-${String(3 + 7 * Math.floor(index / 4)).padStart(2, '0')}T0${4 + (index % 4)}:00:00Z`,
      override_conflicts: true,
    },
  }),
  examples: [
    { title: 'List what is broken' },
    { title: 'List bookings out of hours', query: { rule: 'outside_working_hours' } },
  ],
})

export const validateSchedule = defineOperation({
  id: 'validateSchedule',
  group: 'schedule',
  method: 'POST',
  path: '/v2/schedule/validate',
  command: 'schedule validate',
  scope: 'secret',
  source: 'derived',
  summary: 'Judge a schedule',
  description:
    'Scores the bookings ahead that start in the window, constraint by constraint, and says what each counts. With ' +
    '`assignments` it judges what these would make of it, and changes nothing. Without them, violations that nobody was told ' +
    'of yet are told of.',
  body: strictObject({
    window,
    resource_ids: Type.Optional(
      Type.Array(idOf('res', 'resource'), {
        minItems: 1,
        maxItems: 200,
        uniqueItems: true,
        description: 'Only bookings with these.',
      }),
    ),
    weights: Type.Optional(
      strictObject(optional(Weights.properties), {
        description: 'Weights; by default those of setScheduleConstraints.',
      }),
    ),
    assignments: Type.Optional(
      Type.Array(
        strictObject({
          booking_id: idOf('bk', 'booking that would be moved'),
          start_at: Type.Optional(instant('Its start; by default as it is.')),
          resource_ids: Type.Optional(
            Type.Array(idOf('res', 'resource'), {
              minItems: 1,
              maxItems: 20,
              description: 'A resource for each requirement group, in their order; by default as they are.',
            }),
          ),
        }),
        { minItems: 1, maxItems: 2000, description: 'Bookings that would be elsewhere.' },
      ),
    ),
  }),
  result: ScheduleScore,
  shorthands: [rangeFlag],
  view: 'schedule-score',
  emits: [{ type: 'schedule.violation_detected', example: 1 }],
  examples: [
    { title: 'Judge a week', body: { window: { from: '2026-05-25', to: '2026-06-01' } } },
    { title: 'Judge a day on which a booking breaks a rule', body: { window: aDayOfApril } },
    {
      title: 'Judge what a move would make of it',
      body: {
        window: { from: '2026-05-25', to: '2026-06-01' },
        assignments: [{ booking_id: 'bk_checkup_01', start_at: '2026-05-27T05:30:00Z' }],
      },
    },
  ],
})
