import { Type } from 'typebox'
import { commonMembers, component, idOf, instant, metadata, strictObject } from '../schema.ts'

export const holdStatuses = ['active', 'consumed', 'released', 'expired'] as const

/** How long a hold stands by default, and what may be asked for, in seconds. */
export const holdTtl = { shortest: 30, usual: 300, longest: 3600 } as const

/** A start that is kept for somebody who is still filling in a form. */
export const Hold = component(
  'Hold',
  {
    id: idOf('hold', 'hold'),
    ...commonMembers,
    service_id: idOf('svc', 'service'),
    resource_id: idOf('res', 'resource that is held'),
    status: Type.Enum([...holdStatuses], {
      description: 'Only an active hold keeps others away. It is consumed by the booking that names it.',
    }),
    start_at: instant('Start, inclusive.'),
    end_at: instant('End, exclusive: the start plus the duration of the service.'),
    party_size: Type.Integer({ minimum: 1, description: 'Units of capacity that are held.' }),
    allocations: Type.Array(strictObject({ group: Type.String(), resource_id: Type.String() }), {
      description: "The resource of each of the service's requirement groups.",
    }),
    ttl_seconds: Type.Integer({ description: 'How long the hold stands after it was made.' }),
    expires_at: instant('From this instant on nothing is held any more.'),
    remaining_seconds: Type.Integer({
      minimum: 0,
      description: 'Seconds until it expires, on the clock of the sandbox; 0 unless active.',
    }),
    metadata: metadata(),
    client_secret: Type.Optional(
      Type.String({
        description:
          'Only in the answer to the create: lets a publishable key read, release and book the hold.',
      }),
    ),
  },
  { 'x-columns': ['id', 'status', 'start_at', 'end_at', 'service_id', 'resource_id', 'expires_at'] },
)
