import { Type } from 'typebox'
import { idOf, instant, strictObject } from '../../../src/contract/schema.ts'
import { eventPatternList, placeInEvents } from '../../../src/contract/texts.ts'

/** Query of /_sandbox/events/stream; one of `after`, `from`, `since` and `since_seconds` says where it begins, else now. */
export const eventStreamQuery = strictObject({
  after: Type.Optional(
    Type.String({
      pattern: placeInEvents,
      description: 'The event that was seen last, or `start`: behind it.',
    }),
  ),
  from: Type.Optional(idOf('evt', 'event to begin with')),
  since: Type.Optional(instant('The time of the sandbox to begin at.')),
  since_seconds: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100 * 366 * 86_400,
      description: 'How long ago to begin, on the clock of the sandbox.',
    }),
  ),
  type: Type.Optional(
    Type.String({
      pattern: eventPatternList,
      maxLength: 2000,
      description: 'Patterns of types.',
    }),
  ),
  tenant: Type.Optional(idOf('tnt', 'tenant')),
})

export const resendBody = strictObject({
  webhook_ids: Type.Optional(
    Type.Array(idOf('wh', 'webhook endpoint'), { minItems: 1, maxItems: 100, description: 'To these only.' }),
  ),
})
