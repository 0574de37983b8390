import type { TSchema } from 'typebox'
import { type EventDeclaration, type EventType, events } from './event-types.ts'

/** When samples happen: the time of the reference's example. */
const sampleInstant = '2026-04-15T09:42:11Z'

/** What a JSON schema of the contract may hold, as far as samples are made from it. */
interface Schema {
  readonly type?: string
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly 'x-example'?: unknown
  readonly 'x-id-prefix'?: string
}

/** Words that say more than "text", by the name of a member. */
const texts: Readonly<Record<string, string>> = {
  name: 'Priya Sharma',
  timezone: 'Asia/Kolkata',
  currency: 'INR',
  locale: 'en-IN',
  phone: '+91 98765 43210',
  message: 'Something that people can read',
  group: 'staff',
  start: '09:00',
  end: '18:00',
  date: '2026-04-21',
  rule: 'existing_booking',
  booking_id: 'bk_example_01',
  resource_id: 'res_example_01',
  self: '/v2/bookings/bk_example_01',
  customer: '/v2/customers/cust_example_01',
  ics: '/v2/bookings/bk_example_01/ics',
}

const formats: Readonly<Record<string, string>> = {
  'date-time': sampleInstant,
  'idn-email': 'priya@example.com',
}

/**
 * The `data` of a made-up event of a type, valid by its schema: what receivers can be written against before such
 * a thing has happened. The same each time.
 */
export function eventSample(type: EventType): Record<string, unknown> {
  const { object, siblings }: EventDeclaration = events[type]
  return Object.fromEntries(
    Object.entries({ object, ...siblings }).map(([name, schema]) => [name, sampleOf(schema, name)]),
  )
}

/** The whole envelope of a made-up event, for documents. */
export function sampleEvent(type: EventType): Record<string, unknown> {
  return {
    id: 'evt_example_01',
    type,
    created_at: sampleInstant,
    tenant_id: 'tnt_clinic',
    request_id: 'req_01KP88A29R00VR3RMT8KMBMS31',
    data: eventSample(type),
  }
}

function sampleOf(schema: TSchema, name: string): unknown {
  const known = schema as Schema
  if (known['x-example'] !== undefined) return known['x-example']
  if (known.const !== undefined) return known.const
  if (known.enum !== undefined) return known.enum[0]
  if (known.anyOf !== undefined) return sampleOf(choiceOf(known.anyOf) as TSchema, name)
  if (known.default !== undefined) return known.default
  switch (known.type) {
    case 'object':
      return objectSample(known)
    case 'array':
      return known.items === undefined ? [] : [sampleOf(known.items as TSchema, name)]
    case 'integer':
    case 'number':
      return Math.max(known.minimum ?? 0, name === 'amount' ? 80_000 : 1)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return textSample(known, name)
  }
}

/** Of what may be null, the value says more. */
function choiceOf(choices: readonly Schema[]): Schema {
  return choices.find(choice => choice.type !== 'null') ?? choices[0] ?? {}
}

function objectSample({ properties = {}, required = [] }: Schema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name))
      .map(([name, schema]) => [name, sampleOf(schema as TSchema, name)]),
  )
}

function textSample(schema: Schema, name: string): string {
  const prefix = schema['x-id-prefix']
  if (prefix !== undefined) return `${prefix}_example_01`
  return formats[schema.format ?? ''] ?? texts[name] ?? 'text'
}
