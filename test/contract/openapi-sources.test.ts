import { describe, expect, it } from 'vitest'
import { operations } from '../../src/contract/index.ts'
import { Booking } from '../../src/contract/objects/booking.ts'
import { buildOpenApi } from '../../src/contract/openapi/openapi.ts'
import { operationIn, placesOf } from './document-walk.ts'

const document = buildOpenApi(operations, { version: '0.0.0-test' })

/** Members of the booking in the public reference's Common response format. */
const referenceBooking = {
  id: 'bk_01HXYZ234',
  tenant_id: 'tnt_clinic',
  customer_id: 'cust_priya_01',
  service_id: 'svc_consult_30',
  resource_id: 'res_dr_niket',
  status: 'confirmed',
  start_at: '2026-04-20T05:00:00Z',
  end_at: '2026-04-20T05:30:00Z',
  created_at: '2026-04-15T09:42:11Z',
  links: {
    self: '/v2/bookings/bk_01HXYZ234',
    customer: '/v2/customers/cust_priya_01',
    ics: '/v2/bookings/bk_01HXYZ234/ics',
  },
}

/** Members of the request in the public reference's Common request format. */
const referenceRequest = [
  'channel',
  'customer_id',
  'notes',
  'resource_id',
  'send_confirmation',
  'service_id',
  'start_at',
]

function membersFromReference(schema: unknown): string[] {
  const { properties } = schema as { properties: Record<string, Record<string, unknown>> }
  return Object.keys(properties)
    .filter(name => properties[name]?.['x-source'] === 'reference')
    .sort()
}

/** Parts of the document that must say where they are known from. */
function marked(): [string, unknown][] {
  const places = [...placesOf(document)].filter(({ keys }) => !keys.includes('examples'))
  // A member of an object may be called headers too.
  const parentIs = (keys: readonly string[], name: string) =>
    keys.at(-2) === name && (name === 'properties' || keys.at(-3) !== 'properties')
  return places
    .filter(({ keys, value }) => {
      if ((value as { $ref?: string } | null)?.$ref !== undefined && !parentIs(keys, 'properties'))
        return false
      const isOperation = keys.length === 3 && (keys[0] === 'paths' || keys[0] === 'webhooks')
      const isComponent = keys.length === 3 && keys[0] === 'components' && keys[1] !== 'responses'
      const isNamed = ['parameters', 'headers', 'properties', 'x-error-codes', 'servers']
      return isOperation || isComponent || isNamed.some(name => parentIs(keys, name))
    })
    .map(({ keys, value }) => [keys.join('/'), value])
}

describe('x-source', () => {
  it('stands on every operation, parameter, header, component, schema member and error code', () => {
    const parts = marked()
    expect(parts.length).toBeGreaterThan(200)
    const unmarked = parts.filter(
      ([, part]) => !['reference', 'derived'].includes((part as Record<string, string>)['x-source'] ?? ''),
    )
    expect(unmarked.map(([place]) => place)).toEqual([])
  })

  it('marks exactly the members of a booking that the reference shows', () => {
    expect(membersFromReference(Booking)).toEqual(Object.keys(referenceBooking).sort())
    expect(membersFromReference(document.components.schemas.Booking)).toEqual(
      Object.keys(referenceBooking).sort(),
    )
    expect(membersFromReference(Booking.properties.links)).toEqual(Object.keys(referenceBooking.links).sort())
  })

  it('marks exactly the members of a create that the reference shows', () => {
    const { content } = operationIn(document, 'createBooking').requestBody as {
      content: Record<string, { schema: unknown }>
    }
    expect(membersFromReference(content['application/json']?.schema)).toEqual(referenceRequest)
  })

  it('tells components that the reference shows from those it does not', () => {
    const sources = Object.entries(document.components.schemas).map(
      ([name, schema]) => [name, (schema as Record<string, unknown>)['x-source']] as const,
    )
    expect(Object.fromEntries(sources)).toMatchObject({
      Booking: 'reference',
      Conflict: 'reference',
      Error: 'reference',
      Suggestion: 'reference',
      Customer: 'derived',
      Violation: 'derived',
    })
  })

  it('marks the one error code that the reference names', () => {
    const { 'x-error-codes': codes } = document.components.schemas.Error as {
      'x-error-codes': Record<string, Record<string, unknown>>
    }
    const named = Object.keys(codes).filter(code => codes[code]?.['x-source'] === 'reference')
    expect(named).toEqual(['resource_unavailable'])
  })

  it('marks the headers that the reference shows', () => {
    const { headers, parameters } = document.components
    const named = [...Object.entries(headers), ...Object.entries(parameters)].filter(
      ([, part]) => (part as Record<string, unknown>)['x-source'] === 'reference',
    )
    expect(named.map(([name]) => name)).toEqual([
      'Retry-After',
      'X-Rate-Limit-Remaining',
      'X-Request-Id',
      'Cursor',
      'IdempotencyKey',
      'Limit',
      'TenantId',
    ])
  })
})
