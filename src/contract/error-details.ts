import { type TObject, Type } from 'typebox'
import type { ErrorCode } from './errors.ts'
import { Conflict, Suggestion } from './objects/conflict.ts'
import { component, fromReference } from './schema.ts'

/** What `error.details` holds for one code, and how it may look. */
export interface ErrorDetails {
  readonly schema: TObject
  readonly example: Readonly<Record<string, unknown>>
}

const ResourceUnavailableDetails = component('ResourceUnavailableDetails', {
  conflicts: Type.Array(Conflict, { description: 'Every reason, each once.', ...fromReference }),
  suggestions: Type.Array(Suggestion, {
    maxItems: 5,
    description: 'The next starts that can be booked.',
    ...fromReference,
  }),
})

const ValidationFailedDetails = component('ValidationFailedDetails', {
  fields: Type.Array(
    component('FieldFault', {
      path: Type.String({ description: 'JSON Pointer into body, query or path parameters.' }),
      code: Type.String({ description: 'Stable word for the kind of fault.' }),
      message: Type.String({ description: 'What is wrong, to be read after the path.' }),
    }),
    { minItems: 1, description: 'Every fault, not only the first.' },
  ),
})

const RateLimitedDetails = component('RateLimitedDetails', {
  window: Type.Enum(['second', 'minute', 'day'], { description: 'The window that is full.' }),
})

const RevisionMismatchDetails = component('RevisionMismatchDetails', {
  revision: Type.Integer({ minimum: 1, description: 'The revision that the object is at.' }),
})

/** The details of every error that has some. A code without a row here answers without `details`. */
export const errorDetails: Readonly<Partial<Record<ErrorCode, ErrorDetails>>> = {
  revision_mismatch: { schema: RevisionMismatchDetails, example: { revision: 2 } },
  resource_unavailable: {
    schema: ResourceUnavailableDetails,
    // The reference's Error format section, word for word.
    example: {
      conflicts: [{ type: 'existing_booking', id: 'bk_01HXYW999' }, { type: 'outside_working_hours' }],
      suggestions: [
        { start_at: '2026-04-20T05:30:00Z', available: true },
        { start_at: '2026-04-20T06:00:00Z', available: true },
      ],
    },
  },
  validation_failed: {
    schema: ValidationFailedDetails,
    example: { fields: [{ path: '/start_at', code: 'required', message: 'is missing' }] },
  },
  rate_limited: { schema: RateLimitedDetails, example: { window: 'second' } },
}
