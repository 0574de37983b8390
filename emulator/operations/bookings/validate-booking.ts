import type { Handler } from '../../rules/context/context.ts'
import { conflictObjects, place, suggest } from '../../rules/placing/availability.ts'
import { atAnotherStart, readBookingRequest } from '../../rules/placing/booking-request.ts'
import { serviceWith } from '../../rules/placing/service-with.ts'
import { toAnswer, toStored } from '../../store/instants.ts'

export const validateBooking: Handler<'validateBooking'> = async (ctx, { body }) => {
  const { wish } = await readBookingRequest(ctx, body)
  const { resource, conflicts } = await place(ctx, wish)
  const endMs = wish.startMs + serviceWith(wish.service, resource.id).duration_min * 60_000
  return {
    available: conflicts.length === 0,
    start_at: toAnswer(toStored(wish.startMs)),
    end_at: toAnswer(toStored(endMs)),
    resource_id: resource.id,
    conflicts: conflictObjects(conflicts, ctx.key.scope === 'secret'),
    suggestions: conflicts.length === 0 ? [] : await suggest(ctx, atAnotherStart(wish), 2),
  }
}
