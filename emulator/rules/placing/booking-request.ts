import { type FieldFault, validationFailed } from '../../../src/contract/errors/errors.ts'
import type { Operations } from '../../../src/contract/index.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { append } from '../../../src/lists/append.ts'
import type { HoldRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { customerFaults, secretOnly } from '../customers/customer-faults.ts'
import { readHeldStart, requireActive } from '../holds/held-start.ts'
import type { Wish } from './availability.ts'
import { readStartRequest } from './service-request.ts'

type Body = InputOf<Operations['createBooking']>['body']

/** What a booking request asks for, found. */
export interface BookingRequest {
  readonly wish: Wish
  /** The active hold that is to become the booking, if one is named; it does not stand in the way of the wish. */
  readonly hold: HoldRow | undefined
}

/**
 * Finds what the body of a booking names. Throws `validation_failed` with every fault: ids that do not exist for
 * this tenant, a resource that does not offer the service, members that the key may not send, a hold of another start.
 * Then refuses a hold that is not active any more.
 */
export async function readBookingRequest(ctx: Context, body: Body): Promise<BookingRequest> {
  const faults: FieldFault[] = await customerFaults(ctx, body)
  if (ctx.key.scope === 'publishable' && body.override_conflicts === true)
    faults.push(secretOnly('/override_conflicts'))
  const { service, candidates, faults: ofStart } = await readStartRequest(ctx, body)
  const { hold, faults: ofHold } = await readHeldStart(ctx, body, candidates)
  append(faults, [...ofStart, ...ofHold])
  if (faults.length > 0 || service === undefined) throw validationFailed(faults)
  const startMs = instantMs(body.start_at)
  if (hold === undefined) {
    return { wish: { service, candidates, startMs, units: body.party_size ?? 1 }, hold }
  }
  requireActive(ctx, hold, 'consume')
  const allocations = JSON.parse(hold.allocations) as { resource_id: string }[]
  const wish: Wish = {
    service,
    candidates: candidates.filter(({ id }) => id === hold.resource_id),
    startMs,
    units: hold.party_size,
    excludeIds: [hold.id],
    preferredIds: allocations.map(({ resource_id }) => resource_id),
    // What was held in time is still in time while the form is filled in.
    ignoredRules: ['insufficient_notice'],
  }
  return { wish, hold }
}

/** The same at another start, for suggestions: there its hold stands in the way like any other. */
export function atAnotherStart(wish: Wish): Wish {
  return { ...wish, excludeIds: [] }
}
