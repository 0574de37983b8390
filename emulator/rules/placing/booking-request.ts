import { type FieldFault, validationFailed } from '../../../src/contract/errors/errors.ts'
import type { Operations } from '../../../src/contract/index.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { append } from '../../../src/lists/append.ts'
import type { HoldRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { idFaults } from '../fields/field-faults.ts'
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
  const faults: FieldFault[] = [...customerFaults(ctx, body)]
  if (body.customer_id !== undefined && ctx.key.scope === 'secret') {
    append(faults, await idFaults(ctx, '/customer_id', 'customers', [body.customer_id]))
  }
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

function customerFaults(ctx: Context, body: Body): FieldFault[] {
  const faults: FieldFault[] = []
  if (ctx.key.scope === 'publishable') {
    if (body.customer === undefined) faults.push(required('/customer'))
    if (body.customer_id !== undefined) faults.push(secretOnly('/customer_id'))
    if (body.override_conflicts === true) faults.push(secretOnly('/override_conflicts'))
  } else if (body.customer === undefined && body.customer_id === undefined) {
    faults.push(required('/customer_id'))
  } else if (body.customer !== undefined && body.customer_id !== undefined) {
    faults.push({
      path: '/customer',
      code: 'conflicting',
      message: 'may not be sent together with customer_id',
    })
  }
  return faults
}

function required(path: string): FieldFault {
  return { path, code: 'required', message: 'is required' }
}

/** A member that only secret keys may send. */
export function secretOnly(path: string): FieldFault {
  return { path, code: 'secret_key_only', message: 'may be sent with a secret key only' }
}
