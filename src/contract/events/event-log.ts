import { Type } from 'typebox'
import { eventGroups } from '../event-types.ts'
import { Event } from '../objects/event.ts'
import { defineList, defineOperation } from '../operation.ts'
import { idOf, strictObject } from '../schema.ts'
import { eventPatternList } from '../texts.ts'

export const listEvents = defineList({
  id: 'listEvents',
  group: 'events',
  path: '/v2/events',
  command: 'events list',
  scope: 'secret',
  source: 'derived',
  summary: 'List events',
  description:
    'The log of events, newest first. With `after` they come oldest first, in the order of their commits: who asks ' +
    'again with the last id seen misses nothing and sees nothing twice.',
  filters: {
    type: Type.Optional(
      Type.String({
        pattern: eventPatternList,
        maxLength: 2000,
        description: `Only these types; patterns such as \`booking.*\` too. Several: comma-separated. Types begin with ${eventGroups}.`,
        'x-event-patterns': true,
      }),
    ),
    object_id: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: 'Only events of this object.' }),
    ),
    after: Type.Optional(idOf('evt', 'event after which the list begins')),
  },
  item: Event,
  fill: index => ({ operation: 'createCustomer', body: { name: `Customer ${index}` } }),
  examples: [
    { title: 'List the newest events' },
    { title: 'Go on after an event', query: { after: 'evt_example_01', limit: 100 } },
  ],
})

export const getEvent = defineOperation({
  id: 'getEvent',
  group: 'events',
  method: 'GET',
  path: '/v2/events/{event_id}',
  command: 'events get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve an event',
  description:
    'The event as it is delivered: the body of the answer is, byte for byte, the body of a delivery.',
  params: strictObject({ event_id: idOf('evt', 'event') }),
  result: Event,
  examples: [{ title: 'Retrieve an event', params: { event_id: 'evt_example_01' } }],
})
