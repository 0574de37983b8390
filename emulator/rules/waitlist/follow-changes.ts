import { append } from '../../../src/lists/append.ts'
import { toStored } from '../../store/instants.ts'
import type { BookingRow, ExceptionRow, HoldRow, LocationRow, ResourceRow } from '../../store/schema.ts'
import { findService } from '../../store/services.ts'
import { waitingSpan } from '../../store/waitlist-entries.ts'
import type { Change, Context } from '../context/context.ts'
import { followHold } from './end-offer.ts'
import { type FreedTime, freedByBooking, freedByHold, since } from './freed-time.ts'
import { offerFreedTime } from './offer-freed-time.ts'
import { openedByException, openedByLocation, openedByResource } from './opened-time.ts'

/**
 * The one place where the waitlist learns of what happens: it is told of every row that changes, whoever changed it.
 * Offers end with their holds; and what is freed or opened is offered.
 */
export async function followChanges(ctx: Context, changes: readonly Change[]): Promise<void> {
  const lapsed = new Set<string>()
  const freed: FreedTime[] = []
  for (const change of changes) {
    if (change.object === 'hold' && hasEnded(change)) {
      const entryId = await followHold(ctx, change.after as HoldRow)
      if (entryId !== undefined) lapsed.add(entryId)
    }
    append(freed, await freedBy(ctx, change))
    if (ctx.turns.isOver) await ctx.turns.pass()
  }
  const coming = since(freed, ctx.now)
  if (coming.length > 0) await offerFreedTime(ctx, coming, lapsed)
}

/** A hold that became a booking has freed nothing. */
function hasEnded({ before, after }: Change): boolean {
  return before !== null && ['released', 'expired'].includes((after as HoldRow).status)
}

async function freedBy(ctx: Context, change: Change): Promise<FreedTime[]> {
  const { object, before, after } = change
  switch (object) {
    case 'booking':
      return freedByBooking(before as BookingRow | null, after as BookingRow, ctx.now)
    case 'hold': {
      if (!hasEnded(change)) return []
      const hold = after as HoldRow
      const service = await findService(ctx.trx, ctx.tenant.id, hold.service_id)
      return service === undefined ? [] : freedByHold(hold, service)
    }
    case 'resource':
      return before === null || after === null
        ? []
        : await opened(ctx, window =>
            openedByResource(ctx, before as ResourceRow, after as ResourceRow, window),
          )
    case 'exception':
      return await opened(ctx, window =>
        openedByException(ctx, before as ExceptionRow | null, after as ExceptionRow | null, window),
      )
    case 'location':
      return before === null || after === null
        ? []
        : await opened(ctx, window =>
            openedByLocation(ctx, before as LocationRow, after as LocationRow, window),
          )
    default:
      return []
  }
}

/** No service can be booked further ahead. */
const furthestMs = 732 * 86_400_000

/** Opened hours matter where somebody has time; where nobody waits, nothing is worked out. */
async function opened(
  ctx: Context,
  openedIn: (window: { startMs: number; endMs: number }) => Promise<FreedTime[]>,
): Promise<FreedTime[]> {
  const span = await waitingSpan(ctx.trx, ctx.tenant.id, toStored(ctx.now))
  if (span === undefined) return []
  const startMs = Math.max(ctx.now, span.fromMs)
  const endMs = Math.min(ctx.now + furthestMs, span.toMs)
  return startMs >= endMs ? [] : await openedIn({ startMs, endMs })
}
