import { toStored } from '../../store/instants.ts'
import { cutOccupancies, vacate } from '../../store/occupancies.ts'
import type { BookingRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { reoccupyResources } from '../placing/occupy-resources.ts'

/** Makes the capacity that a booking takes follow a change of it. */
export async function settleCapacity(ctx: Context, before: BookingRow, after: BookingRow): Promise<void> {
  const { trx, tenant } = ctx
  if (after.status === 'cancelled' || after.status === 'declined') {
    await vacate(trx, tenant.id, after.id)
  } else if (after.status === 'completed' || after.status === 'no_show') {
    // Only the move itself cuts: what is written into the booking later changes nothing of the time it took.
    if (after.status !== before.status) await cutOccupancies(trx, tenant.id, after.id, toStored(ctx.now))
  } else if (takesOtherwise(before, after)) {
    await reoccupyResources(ctx, after)
  }
}

function takesOtherwise(before: BookingRow, after: BookingRow): boolean {
  const taken = ['start_at', 'end_at', 'allocations', 'party_size'] as const
  return taken.some(member => after[member] !== before[member])
}
