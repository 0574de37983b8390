import { ApiError } from '../../../src/contract/errors/errors.ts'
import { counted } from '../../../src/text/counted.ts'
import { isAhead } from '../../rules/booking-life/booking-moves.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { requireRevision, revised } from '../../rules/context/revisions.ts'
import { customerReferences } from '../../rules/customers/references.ts'
import { requireUnrestricted } from '../../rules/customers/restriction.ts'
import { changeMerged, requireUnmerged } from '../../rules/customers/survivor.ts'
import { bookingsOfCustomer } from '../../store/bookings.ts'
import { findCustomer, saveCustomer } from '../../store/customers.ts'
import { toAnswer, toStored } from '../../store/instants.ts'

/** As many ids as details name; the rest is a number. */
const mostNamed = 10

export const deleteCustomer: Handler<'deleteCustomer'> = async (ctx, { params, query }) => {
  const id = params.customer_id
  const row = found(await findCustomer(ctx.trx, ctx.tenant.id, id), 'customer', id)
  requireRevision(ctx, row)
  requireUnmerged(row)
  requireUnrestricted(row)
  if (query.force !== true) await refuseWithBookings(ctx, id)
  for (const { end } of Object.values(customerReferences)) await end(ctx, id)
  const now = toStored(ctx.now)
  const deleted = revised(ctx, row, { deleted_at: now })
  await saveCustomer(ctx.trx, deleted)
  ctx.changed('customer', row, deleted)
  await changeMerged(ctx, id, { deleted_at: now })
  const tombstone = { id, deleted_at: toAnswer(now) }
  await ctx.emit('customer.deleted', tombstone)
  return tombstone
}

async function refuseWithBookings(ctx: Context, id: string): Promise<void> {
  const bookings = await bookingsOfCustomer(ctx.trx, ctx.tenant.id, id)
  const ahead = bookings.filter(booking => isAhead(ctx, booking))
  if (ahead.length === 0) return
  throw new ApiError('customer_has_active_bookings', {
    message: `Customer ${id} has ${counted(ahead.length, 'booking')} that ${ahead.length === 1 ? 'has' : 'have'} not ended; cancel first, or send force=true`,
    details: { booking_ids: ahead.slice(0, mostNamed).map(booking => booking.id), count: ahead.length },
  })
}
