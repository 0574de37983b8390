import { bookingAt, customerAt, openBookingAt, type World } from '../sandbox/world.ts'

/** What a request is held against; each is a server of `bench/floors/`. */
export const floors = {
  'same rows': 'bare fastify, the same rows',
  plain: 'bare fastify, few narrow rows',
  'same bytes': 'bare fastify, the same bytes from memory',
} as const

export type FloorName = keyof typeof floors

/** A request that is sent over and over, 16 at a time. */
export interface RequestCase {
  readonly what: string
  /** Its path, by the number of the request. */
  readonly path: (world: World, number: number) => string
  /** The body of each request by its number; without it the request is a GET. */
  readonly body?: (world: World, number: number) => object
  readonly targets: Partial<Readonly<Record<FloorName, string>>>
}

const dayMs = 86_400_000

export const createBooking: RequestCase = {
  what: 'POST booking',
  path: () => '/v2/bookings',
  body: bookingAt,
  targets: { 'same rows': '>= 0.70x', plain: '>= 0.30x' },
}

export const getBooking: RequestCase = {
  what: 'GET one booking',
  path: ({ bookingIds }) => `/v2/bookings/${bookingIds[0]}`,
  targets: { 'same bytes': '>= 0.35x' },
}

export const requestCases: readonly RequestCase[] = [
  createBooking,
  {
    what: 'POST booking, 50 candidates',
    path: () => '/v2/bookings',
    body: openBookingAt,
    targets: { 'same rows': '' },
  },
  {
    what: 'POST customer',
    path: () => '/v2/customers',
    body: (_, number) => customerAt(number),
    targets: { 'same rows': '', plain: '>= 0.55x' },
  },
  getBooking,
  {
    what: 'GET one booking, each another',
    path: ({ bookingIds }, number) => `/v2/bookings/${bookingIds[number % bookingIds.length]}`,
    targets: { 'same bytes': '' },
  },
  { what: 'GET list of 25', path: () => '/v2/bookings?limit=25', targets: { 'same bytes': '>= 0.20x' } },
  {
    what: 'GET slots of a week, one resource',
    path: world => slotsPath(world, world.open.resourceIds[0], 7),
    targets: { 'same bytes': '' },
  },
]

/** The path of the slots of some days of the open service: of one resource, or of all candidates. */
export function slotsPath(
  { open, firstStartMs }: World,
  resourceId: string | undefined,
  days: number,
): string {
  const date = (day: number) => new Date(firstStartMs + day * dayMs).toISOString().slice(0, 10)
  const query = new URLSearchParams({ service_id: open.id, from: date(0), to: date(days) })
  if (resourceId !== undefined) query.set('resource_id', resourceId)
  return `/v2/availability/slots?${query}`
}
