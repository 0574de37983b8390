import { Type } from 'typebox'
import type { Shorthand } from '../commands/shorthands.ts'
import { severalOf } from '../filters.ts'
import {
  exceptionFrom,
  exceptionIntervals,
  exceptionKind,
  exceptionKinds,
  exceptionReason,
  exceptionTo,
  HoursException,
} from '../objects/hours-exception.ts'
import { defineList, defineOperation } from '../operation.ts'
import { resourceId } from '../parts/path-ids.ts'
import { sunday, waitingFor, waitingForSunday } from '../parts/waiting-for.ts'
import { idOf, metadata, optional, strictObject } from '../schema.ts'
import { dateOrInstant } from '../time-range.ts'

const exceptionIds = strictObject({
  resource_id: idOf('res', 'resource'),
  exception_id: idOf('exc', 'exception'),
})

/** `--closed 2026-12-25`, `--open 2026-12-27 --hours 10:00-14:00`: kind, from and to in one word, and hours as people write them. */
const shorthands: readonly Shorthand[] = [
  {
    flag: 'closed',
    reads: 'period',
    into: '',
    sets: { kind: 'closed' },
    description: 'Closed on a date (2026-12-25), on dates (2026-12-24..2026-12-26), or between two instants.',
  },
  {
    flag: 'open',
    reads: 'period',
    into: '',
    sets: { kind: 'open' },
    description: 'Open besides: all day, or with --hours for a part of it.',
  },
  {
    flag: 'replace',
    reads: 'period',
    into: '',
    sets: { kind: 'replace' },
    description: 'Other hours than usual: those of --hours.',
  },
  {
    flag: 'hours',
    reads: 'hours',
    into: '/intervals',
    description: 'Hours of each date: 09:00-12:00,13:00-17:00, or closed.',
  },
]

const niket = { resource_id: 'res_dr_niket' }

const lateStart = { ...niket, exception_id: 'exc_late_start' }

/** A booking with Dr Niket on the day of the exception, in Indian time. */
function bookedOn21st(start_at: string) {
  return {
    operation: 'createBooking',
    body: {
      customer_id: 'cust_priya_01',
      service_id: 'svc_consult_30',
      resource_id: 'res_dr_niket',
      start_at: `2026-04-21T${start_at}+05:30`,
    },
  }
}

/** Somebody waits for a consultation on the 21st, before Dr Niket is there. */
const waitingFor21st = waitingFor('svc_consult_30', '2026-04-21T03:30:00Z', '2026-04-21T04:30:00Z')

export const listExceptions = defineList({
  id: 'listExceptions',
  group: 'resources',
  path: '/v2/resources/{resource_id}/exceptions',
  command: 'resources exceptions list',
  scope: 'secret',
  source: 'derived',
  summary: 'List the exceptions of a resource',
  description: 'Time off, extra hours and replaced hours, newest first; past ones too.',
  params: resourceId,
  filters: {
    kind: Type.Optional(severalOf(exceptionKinds, 'Only exceptions of this kind.')),
    from: Type.Optional(dateOrInstant('Only exceptions that end after this.')),
    to: Type.Optional(
      dateOrInstant('Only exceptions that begin before the end of this date, or before this.'),
    ),
  },
  item: HoursException,
  fill: index => {
    const date = `2026-12-${index + 10}`
    return { operation: 'createException', params: niket, body: { kind: 'closed', from: date, to: date } }
  },
  examples: [
    { title: 'List all exceptions', params: { resource_id: 'res_dr_niket' } },
    {
      title: 'List the time off of a month',
      params: { resource_id: 'res_dr_niket' },
      query: { kind: 'closed', from: '2026-12-01', to: '2026-12-31' },
    },
  ],
})

export const createException = defineOperation({
  id: 'createException',
  group: 'resources',
  method: 'POST',
  path: '/v2/resources/{resource_id}/exceptions',
  command: 'resources exceptions create',
  scope: 'secret',
  source: 'derived',
  summary: 'Add an exception to the hours of a resource',
  description:
    'Closes the resource, opens it besides, or replaces its hours: on local dates (both included), or between two ' +
    'instants. An end before its start lies on the next day. Hours belong to the date on which they begin: a closed date ' +
    'shuts the night that begins on it, not the one that ends on it. Bookings stay where they are: the answer names the coming ' +
    'ones that are left outside, and each is told of as schedule.violation_detected.',
  params: resourceId,
  body: strictObject({
    kind: exceptionKind,
    from: exceptionFrom,
    to: exceptionTo,
    intervals: Type.Optional(exceptionIntervals),
    reason: Type.Optional(exceptionReason),
    metadata: Type.Optional(metadata()),
  }),
  shorthands,
  status: 201,
  result: HoursException,
  seeds: 'resources.exceptions',
  refusals: {
    exception_overlap: {
      when: 'Two exceptions would replace the same hours.',
      example: {
        params: niket,
        body: {
          kind: 'replace',
          from: '2026-04-21',
          to: '2026-04-21',
          intervals: [{ start: '12:00', end: '15:00' }],
        },
      },
    },
  },
  emits: [
    'resource.availability_changed',
    {
      type: 'schedule.violation_detected',
      example: {
        params: niket,
        body: { kind: 'closed', from: '2026-05-27', to: '2026-05-27' },
      },
    },
    {
      type: 'waitlist.offer_made',
      example: {
        params: niket,
        body: { kind: 'open', ...sunday },
        after: [waitingForSunday],
      },
    },
  ],
  examples: [
    {
      title: 'Close on a date',
      params: { resource_id: 'res_dr_niket' },
      body: { kind: 'closed', from: '2026-12-25', to: '2026-12-25' },
    },
    {
      title: 'Take days off',
      params: { resource_id: 'res_dr_niket' },
      body: { kind: 'closed', from: '2026-12-24', to: '2026-12-26', reason: 'Family' },
    },
    {
      title: 'Open on a Sunday',
      params: { resource_id: 'res_dr_niket' },
      body: {
        kind: 'open',
        from: '2026-12-27',
        to: '2026-12-27',
        intervals: [{ start: '10:00', end: '14:00' }],
      },
    },
    {
      title: 'Work half a day',
      params: { resource_id: 'res_dr_niket' },
      body: {
        kind: 'replace',
        from: '2026-12-31',
        to: '2026-12-31',
        intervals: [{ start: '09:00', end: '12:00' }],
      },
    },
  ],
})

export const updateException = defineOperation({
  id: 'updateException',
  group: 'resources',
  method: 'PATCH',
  path: '/v2/resources/{resource_id}/exceptions/{exception_id}',
  command: 'resources exceptions update',
  scope: 'secret',
  source: 'derived',
  summary: 'Update an exception',
  description:
    'Members that are left out stay as they are; intervals and metadata are replaced as a whole. Each coming booking ' +
    'that is left outside is named in the answer and told of as schedule.violation_detected; none is moved.',
  params: exceptionIds,
  body: strictObject(
    optional({
      kind: exceptionKind,
      from: exceptionFrom,
      to: exceptionTo,
      intervals: exceptionIntervals,
      reason: exceptionReason,
      metadata: metadata(),
    }),
  ),
  shorthands,
  result: HoursException,
  refusals: {
    exception_overlap: {
      when: 'Two exceptions would replace the same hours.',
      example: {
        params: lateStart,
        body: { to: '2026-04-24' },
        after: [
          {
            operation: 'createException',
            params: niket,
            body: { kind: 'replace', from: '2026-04-24', to: '2026-04-24', intervals: [] },
          },
        ],
      },
    },
  },
  emits: [
    'resource.availability_changed',
    {
      type: 'schedule.violation_detected',
      example: {
        params: lateStart,
        body: { intervals: [{ start: '12:00', end: '18:00' }] },
        after: [bookedOn21st('11:30:00')],
      },
    },
    {
      type: 'waitlist.offer_made',
      example: {
        params: lateStart,
        body: { intervals: [{ start: '09:00', end: '18:00' }] },
        after: [waitingFor21st],
      },
    },
  ],
  examples: [
    {
      title: 'Begin later still',
      params: { resource_id: 'res_dr_niket', exception_id: 'exc_late_start' },
      body: { intervals: [{ start: '12:00', end: '18:00' }] },
    },
  ],
})

export const deleteException = defineOperation({
  id: 'deleteException',
  group: 'resources',
  method: 'DELETE',
  path: '/v2/resources/{resource_id}/exceptions/{exception_id}',
  command: 'resources exceptions delete',
  scope: 'secret',
  source: 'derived',
  summary: 'Delete an exception',
  description:
    'Answers the exception as it was; the weekly hours hold again. Each coming booking that is left outside of them is ' +
    'named in the answer and told of as schedule.violation_detected.',
  params: exceptionIds,
  result: HoursException,
  conditional: true,
  destructive: true,
  emits: [
    'resource.availability_changed',
    {
      type: 'schedule.violation_detected',
      example: {
        params: lateStart,
        after: [
          {
            operation: 'updateException',
            params: lateStart,
            body: { intervals: [{ start: '11:00', end: '20:00' }] },
          },
          bookedOn21st('19:00:00'),
        ],
      },
    },
    { type: 'waitlist.offer_made', example: { params: lateStart, after: [waitingFor21st] } },
  ],
  examples: [
    {
      title: 'Delete an exception',
      params: { resource_id: 'res_dr_niket', exception_id: 'exc_late_start' },
    },
  ],
})
