import { type TSchema, Type } from 'typebox'
import { Booking } from '../../../src/contract/objects/booking.ts'
import { BookingSeries } from '../../../src/contract/objects/booking-series.ts'
import { BookingTransition } from '../../../src/contract/objects/booking-transition.ts'
import {
  AccessReview,
  AuditEvent,
  Breach,
  Consent,
  DataRequest,
} from '../../../src/contract/objects/compliance.ts'
import { Conflict } from '../../../src/contract/objects/conflict.ts'
import { Customer } from '../../../src/contract/objects/customer.ts'
import { Event } from '../../../src/contract/objects/event.ts'
import { Hold } from '../../../src/contract/objects/hold.ts'
import { HoursException } from '../../../src/contract/objects/hours-exception.ts'
import { Location } from '../../../src/contract/objects/location.ts'
import { Money } from '../../../src/contract/objects/money.ts'
import { Assignment, Optimization, weight } from '../../../src/contract/objects/optimization.ts'
import { Dispute, Payment, Refund } from '../../../src/contract/objects/payment.ts'
import { Resource } from '../../../src/contract/objects/resource.ts'
import { softNames } from '../../../src/contract/objects/schedule-constraint.ts'
import { Service } from '../../../src/contract/objects/service.ts'
import { Skill } from '../../../src/contract/objects/skill.ts'
import { Tenant } from '../../../src/contract/objects/tenant.ts'
import { WaitlistEntry } from '../../../src/contract/objects/waitlist-entry.ts'
import { Delivery, Webhook } from '../../../src/contract/objects/webhook.ts'
import { WeeklyHours } from '../../../src/contract/objects/working-hours.ts'
import { nullable, strictObject } from '../../../src/contract/schema.ts'
import { messageKinds } from '../../../src/control/message-control.ts'
import { jobKinds } from '../../clock/jobs/kinds.ts'
import { accessReviewObject } from '../../objects/access-review.ts'
import { auditEventObject } from '../../objects/audit-event.ts'
import { bookingObject } from '../../objects/booking.ts'
import { seriesObject } from '../../objects/booking-series.ts'
import { transitionObject } from '../../objects/booking-transition.ts'
import { breachObject } from '../../objects/breach.ts'
import { consentObject } from '../../objects/consent.ts'
import { customerObject } from '../../objects/customer.ts'
import { dataRequestObject } from '../../objects/data-request.ts'
import { deliveryObject } from '../../objects/delivery.ts'
import { disputeObject } from '../../objects/dispute.ts'
import { eventObject } from '../../objects/event.ts'
import { exceptionObject } from '../../objects/exception.ts'
import { holdObject } from '../../objects/hold.ts'
import { locationObject } from '../../objects/location.ts'
import { paymentObject, refundObject } from '../../objects/payment.ts'
import { resourceObject, storedOffline, storedSkills } from '../../objects/resource.ts'
import { baseOf, optimizationObject, proposalOf } from '../../objects/schedule/optimization.ts'
import { storedConstraints } from '../../objects/schedule/schedule-constraints.ts'
import { serviceObject } from '../../objects/service.ts'
import { skillObject } from '../../objects/skill.ts'
import { tenantObject } from '../../objects/tenant.ts'
import { passedStarts, storedWindows, waitlistEntryObject } from '../../objects/waitlist-entry.ts'
import { webhookObject } from '../../objects/webhook.ts'
import { storedMoney } from '../../rules/money/amounts.ts'
import { storedOccurrences } from '../../store/booking-series.ts'
import { isInDates } from '../../store/exceptions.ts'
import { fromStored } from '../../store/instants.ts'
import type { RowsByTable } from '../../store/schema.ts'

/** What the rows of a table have to be: read as everybody reads them, they have a shape. */
export interface RowShape<Row> {
  /** The object that the store makes of a row; the row itself by default. */
  readonly read?: (row: Row) => object
  readonly shape: TSchema
  /** Stored instants inside of its JSON. */
  readonly instants?: (row: Row) => readonly (string | null | undefined)[]
}

const count = Type.Integer({ minimum: 0 })
const someText = Type.String({ minLength: 1 })
const wallTime = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:00$' })
/** The shape of every table's rows; a new table that is left out here does not compile. */
export const rowShapes: { readonly [Name in keyof RowsByTable]: RowShape<RowsByTable[Name]> } = {
  tenants: { read: tenantObject, shape: Tenant },
  locations: { read: locationObject, shape: Location },
  skills: { read: skillObject, shape: Skill },
  resources: {
    read: row => ({
      ...resourceObject(row),
      weekly: JSON.parse(row.weekly),
      longest_block_ms: row.longest_block_ms,
    }),
    shape: strictObject({ ...Resource.properties, weekly: WeeklyHours, longest_block_ms: count }),
    instants: row => [
      ...storedSkills(row).map(({ valid_until }) => valid_until),
      storedOffline(row)?.from,
      storedOffline(row)?.until,
    ],
  },
  exceptions: {
    read: exceptionObject,
    shape: HoursException,
    instants: row => (isInDates(row) ? [] : [row.from, row.to]),
  },
  services: { read: serviceObject, shape: Service },
  customers: { read: customerObject, shape: Customer },
  bookings: {
    read: row => ({
      ...bookingObject(row),
      price: storedMoney(row.price),
      deposit: storedMoney(row.deposit),
    }),
    shape: strictObject({ ...Booking.properties, price: nullable(Money), deposit: nullable(Money) }),
  },
  booking_series: {
    read: row => ({
      ...seriesObject(row, new Map()),
      status: row.status,
      occurrences: storedOccurrences(row),
    }),
    shape: strictObject({
      ...BookingSeries.properties,
      occurrences: Type.Array(
        strictObject({
          booking_id: someText,
          local_start: wallTime,
          conflicts: Type.Optional(Type.Array(Conflict)),
        }),
      ),
      start_local: wallTime,
    }),
  },
  booking_history: { read: transitionObject, shape: BookingTransition },
  holds: { read: row => holdObject(row, fromStored(row.created_at)), shape: Hold },
  waitlist_entries: {
    read: row => ({ ...waitlistEntryObject(row), passed: passedStarts(row) }),
    shape: strictObject({
      ...WaitlistEntry.properties,
      passed: Type.Array(strictObject({ resource_id: someText, start_at: someText })),
    }),
    instants: row => [
      row.window_from,
      row.window_to,
      ...storedWindows(row).flatMap(({ from, to }) => [from, to]),
      ...passedStarts(row).map(({ start_at }) => start_at),
    ],
  },
  payments: {
    read: row => ({
      ...paymentObject(row),
      refunding_amount: row.refunding_amount,
      dispute_status: row.dispute_status,
    }),
    shape: strictObject({
      ...Payment.properties,
      refunding_amount: count,
      dispute_status: nullable(Dispute.properties.status),
    }),
  },
  refunds: { read: refundObject, shape: Refund },
  disputes: { read: disputeObject, shape: Dispute },
  webhooks: { read: row => webhookObject(row, [], ''), shape: Webhook },
  webhook_secrets: {
    shape: Type.Object({ number: count, secret: Type.String({ pattern: '^whsec_[A-Za-z0-9+/]+=*$' }) }),
  },
  deliveries: { read: row => deliveryObject({ ...row, body: row.sample }), shape: Delivery },
  events: { read: eventObject, shape: Event },
  messages: {
    read: row => ({ ...row, locale: new Intl.Locale(row.locale).toString(), facts: JSON.parse(row.facts) }),
    shape: Type.Object({
      seq: Type.Integer(),
      kind: Type.Enum([...messageKinds]),
      sent_by: Type.Enum(['email', 'sms']),
      facts: Type.Object({ startAt: someText, tenantName: someText, customerName: someText }),
    }),
  },
  occupancies: {
    shape: Type.Object({
      holder_id: someText,
      kind: Type.Enum(['booking', 'hold']),
      units: Type.Integer({ minimum: 1 }),
    }),
  },
  idempotency_records: {
    shape: Type.Object({
      status: Type.Integer({ minimum: 200, maximum: 599 }),
      revision: nullable(Type.Integer({ minimum: 1 })),
    }),
  },
  due_jobs: {
    read: row => ({ ...row, data: JSON.parse(row.data) }),
    shape: Type.Object({ number: count, kind: Type.Enum(Object.keys(jobKinds)), data: Type.Object({}) }),
  },
  rate_buckets: { shape: Type.Object({ second_ms: count, minute_ms: count, day_ms: count }) },
  request_log: {
    shape: Type.Object({
      number: count,
      status: Type.Integer({ minimum: 100, maximum: 599 }),
      duration_us: count,
    }),
  },
  consents: { read: consentObject, shape: Consent },
  data_requests: {
    read: row => dataRequestObject(row, { nowMs: fromStored(row.created_at), hasExport: false }),
    shape: DataRequest,
  },
  data_exports: {
    read: row => ({ document: JSON.parse(row.document) }),
    shape: Type.Object({ document: Type.Object({ parts: Type.Array(Type.Object({ file: someText })) }) }),
  },
  breaches: { read: row => breachObject(row, fromStored(row.created_at)), shape: Breach },
  access_reviews: { read: accessReviewObject, shape: AccessReview },
  optimizations: {
    read: row => ({ ...optimizationObject(row), base: baseOf(row), proposal: proposalOf(row) }),
    shape: strictObject({
      ...Optimization.properties,
      base: Type.Array(Type.Array(Type.Union([someText, count]), { minItems: 3, maxItems: 3 })),
      proposal: Type.Array(Assignment),
    }),
    instants: row => [row.window_from, row.window_to],
  },
  schedule_constraints: {
    read: storedConstraints,
    shape: Type.Partial(
      strictObject(
        Object.fromEntries(
          softNames.map(name => [
            name,
            strictObject({ weight: Type.Optional(weight), enabled: Type.Optional(Type.Boolean()) }),
          ]),
        ),
      ),
    ),
  },
  audit_events: { read: auditEventObject, shape: AuditEvent },
  audit_keys: { shape: Type.Object({ key: Type.String({ pattern: '^[0-9a-f]{32}$' }) }) },
  resource_days: { shape: Type.Object({ bookings: Type.Integer({ minimum: 1 }) }) },
  id_streams: { shape: Type.Object({ drawn: count }) },
  // What they say is read by whoever goes on from them.
  sandbox_settings: { shape: Type.Object({ name: someText }) },
}
