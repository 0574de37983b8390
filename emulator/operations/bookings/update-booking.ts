import { ApiError, validationFailed } from '../../../src/contract/errors/errors.ts'
import { conflictTypes } from '../../../src/contract/objects/conflict.ts'
import { type BookingObject, bookingObject } from '../../objects/booking.ts'
import { type BookingAction, requireMove, saveMove } from '../../rules/booking-life/booking-moves.ts'
import { bookingToMove } from '../../rules/booking-life/booking-to-move.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { previousAttributes, requireRevision } from '../../rules/context/revisions.ts'
import { place, unavailable, type Wish } from '../../rules/placing/availability.ts'
import { serviceInPlace } from '../../rules/placing/service-as-booked.ts'
import { findBooking } from '../../store/bookings.ts'
import { fromStored } from '../../store/instants.ts'
import { findResource } from '../../store/resources.ts'
import type { BookingRow } from '../../store/schema.ts'

export const updateBooking: Handler<'updateBooking'> = async (ctx, { params, body }) => {
  const row = await bookingToMove(ctx, params.booking_id)
  const { metadata, send_confirmation, ...members } = body
  const changes = {
    ...members,
    ...(send_confirmation !== undefined && { send_confirmation: send_confirmation ? 1 : 0 }),
    ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
  }
  const { channel = row.channel, party_size = row.party_size } = body
  if (channel !== row.channel || party_size !== row.party_size) requireMove(row, 'update')
  requireSeatsOfAttendees(bookingObject(row), party_size)
  await requireRoomFor(ctx, row, party_size)
  return await storeChange(ctx, row, changes, 'update')
}

export const addBookingAttendee: Handler<'addBookingAttendee'> = async (ctx, { params, body }) => {
  const row = await bookingToMove(ctx, params.booking_id)
  requireMove(row, 'add_attendee')
  const party_size = row.party_size + 1
  await requireRoomFor(ctx, row, party_size)
  const attendee = { id: await ctx.ids.next('att'), name: body.name, email: body.email ?? null }
  const attendees = JSON.stringify([...bookingObject(row).attendees, attendee])
  return await storeChange(ctx, row, { party_size, attendees }, 'add_attendee')
}

export const removeBookingAttendee: Handler<'removeBookingAttendee'> = async (ctx, { params }) => {
  const row = found(
    await findBooking(ctx.trx, ctx.tenant.id, params.booking_id),
    'booking',
    params.booking_id,
  )
  const { attendees } = bookingObject(row)
  const leaving = found(
    attendees.find(({ id }) => id === params.attendee_id),
    'attendee',
    params.attendee_id,
  )
  requireRevision(ctx, row)
  requireMove(row, 'remove_attendee')
  if (row.party_size === 1) {
    throw new ApiError('last_attendee', {
      message: `${leaving.id} has the only seat of booking ${row.id}; cancel the booking to free it`,
    })
  }
  const staying = JSON.stringify(attendees.filter(({ id }) => id !== leaving.id))
  const changes = { party_size: row.party_size - 1, attendees: staying }
  return await storeChange(ctx, row, changes, 'remove_attendee')
}

/** Writes a change that leaves the booking where it is, and tells of it, if it is one. */
async function storeChange(
  ctx: Context,
  row: BookingRow,
  changes: Partial<BookingRow>,
  action: BookingAction,
): Promise<BookingObject> {
  const before = bookingObject(row)
  const isChange = Object.keys(previousAttributes(before, bookingObject({ ...row, ...changes }))).length > 0
  if (!isChange) return before
  const booking = bookingObject(await saveMove(ctx, row, changes, { action }))
  await ctx.emit('booking.updated', booking, { previous_attributes: previousAttributes(before, booking) })
  return booking
}

/** Each attendee has a seat; seats without a name are freed by the party's size alone. */
function requireSeatsOfAttendees({ attendees }: BookingObject, partySize: number): void {
  if (partySize >= attendees.length) return
  const message = `must be at least ${attendees.length}, one for each attendee; removeBookingAttendee frees a seat`
  throw validationFailed([{ path: '/party_size', code: 'too_small', message }])
}

/** Rules about room. The others were met, or overridden, when the booking got its time. */
const rulesOfRoom: readonly string[] = [
  'existing_booking',
  'hold',
  'capacity_full',
  'buffer',
  'room_unavailable',
]

/** A larger party must find room on every resource that the booking has, at the time that it has. */
async function requireRoomFor(ctx: Context, row: BookingRow, partySize: number): Promise<void> {
  if (partySize <= row.party_size) return
  const resource = await findResource(ctx.trx, ctx.tenant.id, row.resource_id)
  if (resource === undefined) throw new Error(`Booking ${row.id} names no resource.`)
  const wish: Wish = {
    service: await serviceInPlace(ctx, row),
    candidates: [resource],
    startMs: fromStored(row.start_at),
    units: partySize,
    excludeIds: [row.id],
    ignoredRules: conflictTypes.filter(type => !rulesOfRoom.includes(type)),
  }
  const placement = await place(ctx, wish)
  if (placement.conflicts.length === 0) return
  const message = `Resource ${row.resource_id} has no room for a party of ${partySize} at the time of the booking`
  throw await unavailable(ctx, wish, placement, message)
}
