import { validationFailed } from '../../../src/contract/errors/errors.ts'
import { events } from '../../../src/contract/event-types.ts'
import { choosesAny, choosesEvent } from '../../../src/webhooks/event-patterns.ts'
import { eventObject } from '../../objects/event.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { unknownIdFault } from '../../rules/fields/field-faults.ts'
import { findEvent, pageEvents } from '../../store/events.ts'
import { mapPage } from '../../store/page.ts'

export const listEvents: Handler<'listEvents'> = async (ctx, { query }) => {
  const types = query.type === undefined ? undefined : typesOf(query.type.split(','))
  const after = query.after === undefined ? undefined : await findEvent(ctx.trx, ctx.tenant.id, query.after)
  if (query.after !== undefined && after === undefined)
    throw validationFailed([unknownIdFault('/after', 'event', query.after)])
  const filter = {
    ...(types !== undefined && { types }),
    ...(query.object_id !== undefined && { objectId: query.object_id }),
    ...(after !== undefined && { afterSeq: after.seq }),
  }
  return mapPage(await pageEvents(ctx.trx, ctx.tenant.id, filter, ctx.page), eventObject)
}

export const getEvent: Handler<'getEvent'> = async (ctx, { params }) =>
  eventObject(found(await findEvent(ctx.trx, ctx.tenant.id, params.event_id), 'event', params.event_id))

/** The types that patterns choose. One that could choose nothing is a typing error, and no empty list. */
function typesOf(patterns: readonly string[]): string[] {
  const all = Object.keys(events)
  const unknown = patterns.filter(pattern => !choosesAny(pattern, all))
  const types = all.filter(type => choosesEvent(patterns, type))
  if (unknown.length === 0 && types.length > 0) return types
  const culprits = unknown.length > 0 ? unknown : patterns
  throw validationFailed([
    { path: '/type', code: 'unknown_event', message: `chooses no event type: ${culprits.join(',')}` },
  ])
}
