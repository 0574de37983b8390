import { ApiError, type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import { bookingObject, policyOf } from '../../objects/booking.ts'
import type { Service } from '../../objects/service.ts'
import { requireMove } from '../../rules/booking-life/booking-moves.ts'
import { bookingToMove } from '../../rules/booking-life/booking-to-move.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { secretOnly } from '../../rules/customers/customer-faults.ts'
import { unknownIdFault } from '../../rules/fields/field-faults.ts'
import { resourcesOfGroup } from '../../rules/placing/group-resources.ts'
import { moveBooking } from '../../rules/placing/move-booking.ts'
import { serviceAsBooked } from '../../rules/placing/service-as-booked.ts'
import { eligibilityFaults, startFaults } from '../../rules/placing/service-request.ts'
import { fromStored, toAnswer, toStored } from '../../store/instants.ts'
import { resourcesWithIds } from '../../store/resources.ts'
import type { BookingRow, ResourceRow } from '../../store/schema.ts'

export const rescheduleBooking: Handler<'rescheduleBooking'> = async (ctx, { params, body }) => {
  const row = await bookingToMove(ctx, params.booking_id)
  requireMove(row, 'reschedule', ctx.key.scope)
  const startMs = instantMs(body.start_at)
  const service = await serviceAsBooked(ctx, row)
  const { candidates, faults } = await resourceFor(ctx, row, service, body.resource_id)
  refuseFaults([
    ...startFaults(service, startMs),
    ...faults,
    ...(ctx.key.scope === 'publishable' && body.override_conflicts === true
      ? [secretOnly('/override_conflicts')]
      : []),
  ])
  requireBeforeCutoff(ctx, row)
  if (startMs === fromStored(row.start_at) && isWith(row, body.resource_id)) return bookingObject(row)
  return await moveBooking(ctx, row, { ...body, action: 'reschedule', service, candidates, startMs })
}

export const reassignBooking: Handler<'reassignBooking'> = async (ctx, { params, body }) => {
  const row = await bookingToMove(ctx, params.booking_id)
  requireMove(row, 'reassign')
  if (body.resource_id === row.resource_id) return bookingObject(row)
  const service = await serviceAsBooked(ctx, row)
  const startMs = fromStored(row.start_at)
  const { candidates, faults } =
    body.resource_id === undefined
      ? await anybodyElse(ctx, row, service)
      : await resourceFor(ctx, row, service, body.resource_id)
  refuseFaults(faults)
  return await moveBooking(ctx, row, { ...body, action: 'reassign', service, candidates, startMs })
}

interface Candidates {
  readonly candidates: readonly ResourceRow[]
  readonly faults: readonly FieldFault[]
}

/** The resource that is asked for, or the booking's own: who serves already is not asked whether it may. */
async function resourceFor(
  ctx: Context,
  row: BookingRow,
  service: Service,
  resourceId: string | undefined,
): Promise<Candidates> {
  const id = resourceId ?? row.resource_id
  const candidates = await resourcesWithIds(ctx.trx, ctx.tenant.id, [id])
  if (candidates.length > 0)
    return { candidates, faults: isWith(row, id) ? [] : eligibilityFaults(service, id) }
  const message = `must name another resource: ${id} is archived`
  const archived = { path: '/resource_id', code: 'required', message }
  return { candidates, faults: [isWith(row, id) ? archived : unknownIdFault('/resource_id', 'resource', id)] }
}

async function anybodyElse(ctx: Context, row: BookingRow, service: Service): Promise<Candidates> {
  const everybody = await resourcesOfGroup(ctx, service.requirements[0])
  const candidates = everybody.filter(({ id }) => id !== row.resource_id)
  const message = `has nobody to choose from: nobody else offers ${service.id}`
  const nobody = { path: '/resource_id', code: 'no_resources', message }
  return { candidates, faults: candidates.length === 0 ? [nobody] : [] }
}

function isWith(row: BookingRow, resourceId: string | undefined): boolean {
  return resourceId === undefined || resourceId === row.resource_id
}

/** Publishable keys move a booking until its cut-off, that instant included; secret keys at any time. */
function requireBeforeCutoff(ctx: Context, row: BookingRow): void {
  const cutoffMs = fromStored(row.start_at) - policyOf(row).reschedule_cutoff_min * 60_000
  if (ctx.key.scope === 'secret' || ctx.now <= cutoffMs) return
  const cutoff_at = toAnswer(toStored(cutoffMs))
  throw new ApiError('reschedule_too_close', {
    message: `Booking ${row.id} could be rescheduled until ${cutoff_at}; ask the business to move it`,
    details: { cutoff_at },
  })
}
