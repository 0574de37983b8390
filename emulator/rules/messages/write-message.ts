import type { EventType } from '../../../src/contract/event-types.ts'
import type { MessageKind } from '../../../src/control/message-control.ts'
import { findBooking } from '../../store/bookings.ts'
import { findCustomer } from '../../store/customers.ts'
import { fromStored, toStored } from '../../store/instants.ts'
import { findLocation } from '../../store/locations.ts'
import { insertMessage } from '../../store/messages.ts'
import { findResource } from '../../store/resources.ts'
import type { CustomerRow } from '../../store/schema.ts'
import { findService } from '../../store/services.ts'
import type { Context } from '../context/context.ts'
import type { MessageFacts } from './message-facts.ts'

/** An event, as far as a message tells of it. */
interface Told {
  readonly type: EventType
  readonly object: object
  readonly siblings: Readonly<Record<string, unknown>>
  readonly eventId: string
  readonly seq: number
}

/** Which events customers are told of, and how. */
const kindsByEvent: Readonly<Partial<Record<EventType, MessageKind>>> = {
  'booking.confirmed': 'confirmation',
  'booking.rescheduled': 'change',
  'booking.reminder_due': 'reminder',
  'booking.cancelled': 'cancellation',
  'booking.declined': 'cancellation',
  'waitlist.offer_made': 'offer',
}

/**
 * Puts what a customer is told of an event into the outbox, in the transaction of the event. Nothing is written for
 * bookings that tell nobody (`send_confirmation` false) or are over, nor for customers who cannot be reached.
 */
export async function writeMessage(ctx: Context, told: Told): Promise<void> {
  const kind = kindsByEvent[told.type]
  if (kind === undefined) return
  const found = kind === 'offer' ? await offerFacts(ctx, told) : await bookingFacts(ctx, told, kind)
  if (found === undefined) return
  const { customer, objectId, facts, timezone } = found
  const recipient = customer.email ?? customer.phone
  if (recipient === null) return
  await insertMessage(ctx.trx, {
    tenant_id: ctx.tenant.id,
    id: await ctx.ids.next('msg'),
    seq: told.seq,
    event_id: told.eventId,
    created_at: toStored(ctx.now),
    kind,
    customer_id: customer.id,
    object_id: objectId,
    sent_by: customer.email === null ? 'sms' : 'email',
    recipient,
    locale: customer.locale ?? 'en',
    timezone: customer.timezone ?? timezone,
    facts: JSON.stringify(facts),
  })
}

interface Found {
  readonly customer: CustomerRow
  readonly objectId: string
  /** Of the resource: where the customer names none. */
  readonly timezone: string
  readonly facts: MessageFacts
}

async function bookingFacts(
  ctx: Context,
  { object, siblings }: Told,
  kind: MessageKind,
): Promise<Found | undefined> {
  const { id, join_url } = object as { id: string; join_url: string | null }
  const row = await findBooking(ctx.trx, ctx.tenant.id, id)
  if (row === undefined || row.send_confirmation === 0 || fromStored(row.end_at) <= ctx.now) return undefined
  // Whoever is not told of a booking before it is confirmed need not know that it moves.
  if (kind === 'change' && row.status !== 'confirmed') return undefined
  const customer = await findCustomer(ctx.trx, ctx.tenant.id, row.customer_id)
  if (customer === undefined || (kind === 'reminder' && customer.processing_restricted === 1))
    return undefined
  const { cancellation, decline_reason } = object as {
    cancellation: { reason: string | null } | null
    decline_reason: string | null
  }
  const before = siblings.previous_attributes as { start_at?: string } | undefined
  const { status, start_at, end_at, notes, schedule_revision, created_at, updated_at } = row
  const named = await namesOf(ctx, row)
  return {
    customer,
    objectId: id,
    timezone: named.timezone,
    facts: {
      ...named.names,
      ...addressed(ctx, customer),
      joinUrl: join_url,
      startAt: start_at,
      expiresAt: null,
      movedFrom: kind === 'change' ? (before?.start_at ?? null) : null,
      reason: cancellation?.reason ?? decline_reason,
      booking: { id, status, start_at, end_at, notes, schedule_revision, created_at, updated_at },
    },
  }
}

async function offerFacts(ctx: Context, { object, siblings }: Told): Promise<Found | undefined> {
  const { id, customer_id, service_id } = object as { id: string; customer_id: string; service_id: string }
  const offer = siblings.offer as { start_at: string; resource_id: string; expires_at: string }
  const customer = await findCustomer(ctx.trx, ctx.tenant.id, customer_id)
  if (customer === undefined) return undefined
  const { names, timezone } = await namesOf(ctx, {
    service_id,
    resource_id: offer.resource_id,
    location_id: null,
  })
  return {
    customer,
    objectId: id,
    timezone,
    facts: {
      ...names,
      ...addressed(ctx, customer),
      joinUrl: null,
      startAt: offer.start_at,
      expiresAt: offer.expires_at,
      movedFrom: null,
      reason: null,
      booking: null,
    },
  }
}

function addressed({ tenant }: Context, { name, email }: CustomerRow) {
  return { tenantName: tenant.name, customerName: name, customerEmail: email }
}

async function namesOf(
  { trx, tenant }: Context,
  ids: { readonly service_id: string; readonly resource_id: string; readonly location_id: string | null },
) {
  const service = await findService(trx, tenant.id, ids.service_id)
  const resource = await findResource(trx, tenant.id, ids.resource_id)
  const locationId = ids.location_id ?? resource?.location_id ?? null
  const location = locationId === null ? undefined : await findLocation(trx, tenant.id, locationId)
  return {
    timezone: resource?.timezone ?? tenant.timezone,
    names: {
      serviceName: service?.name ?? ids.service_id,
      resourceName: resource?.name ?? ids.resource_id,
      place: location === undefined ? null : (location.address ?? location.name),
    },
  }
}
