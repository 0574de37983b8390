import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Program, type RunningSandbox, startSandbox } from './start.ts'

/** What is there before anything is measured: a folder to copy, and who and what can be booked. */
export interface World {
  readonly folder: string
  readonly customerIds: readonly string[]
  /** What is booked already, the first of `bookingAt`. */
  readonly bookingIds: readonly string[]
  /** Services of 30 minutes, each with resources of its own that work around the clock. */
  readonly services: readonly { readonly id: string; readonly resourceIds: readonly string[] }[]
  /** One more, whose candidates nobody books by name. */
  readonly open: { readonly id: string; readonly resourceIds: readonly string[] }
  /** The first start that is booked: far enough away that every reminder is still to come. */
  readonly firstStartMs: number
}

export interface WorldSize {
  readonly services: number
  readonly candidates: number
  readonly customers: number
  readonly bookings: number
}

/** 250 resources with 48 starts on each of 56 days: more than a run books. */
const usualSize: WorldSize = { services: 4, candidates: 50, customers: 100, bookings: 50 }

const dayMs = 86_400_000
const slotMs = 30 * 60_000
const bookableDays = 56

/** Makes a world through the API of a program, and stops it: its folder is there to be copied. */
export async function makeWorld(program: Program, folder: string, size = usualSize): Promise<World> {
  mkdirSync(folder, { recursive: true })
  const sandbox = await startSandbox(program, folder)
  try {
    const customerIds = await Promise.all(
      Array.from({ length: size.customers }, (_, at) =>
        made(sandbox, '/v2/customers', { name: `Noor ${at}` }),
      ),
    )
    const services: World['services'][number][] = []
    for (let at = 0; at <= size.services; at++) services.push(await makeService(sandbox, at, size.candidates))
    const [open, ...named] = services
    if (open === undefined) throw new Error('A world has at least one service.')
    const bookingIds: string[] = []
    const world = {
      folder,
      customerIds,
      bookingIds,
      services: named,
      open,
      firstStartMs: firstDay(Date.now()),
    }
    for (let at = 0; at < size.bookings; at++)
      bookingIds.push(await made(sandbox, '/v2/bookings', bookingAt(world, at)))
    return world
  } finally {
    await sandbox.stop()
  }
}

/** A start for each number, without one twice: all resources in turn, then the next half hour. */
export function bookingAt({ services, customerIds, firstStartMs }: World, number: number) {
  const service = services[number % services.length]
  const turn = Math.floor(number / services.length)
  const resourceIds = service?.resourceIds ?? []
  return {
    customer_id: customerIds[number % customerIds.length],
    service_id: service?.id,
    resource_id: resourceIds[turn % resourceIds.length],
    start_at: startAt(firstStartMs, Math.floor(turn / resourceIds.length)),
    channel: 'video_zoom',
    notes: 'Follow-up · cardiology',
    send_confirmation: true,
  }
}

/** The same for the service whose resource the sandbox chooses. */
export function openBookingAt({ open, customerIds, firstStartMs }: World, number: number) {
  return {
    customer_id: customerIds[number % customerIds.length],
    service_id: open.id,
    start_at: startAt(firstStartMs, Math.floor(number / open.resourceIds.length)),
    channel: 'in_person',
    notes: 'Whoever is free',
    send_confirmation: true,
  }
}

/** A new customer for each number. */
export function customerAt(number: number) {
  return {
    name: 'Noor Haddad',
    email: `noor.${number}@example.com`,
    phone: '+919845012345',
    notes: 'Prefers the morning',
    metadata: { ref: 'bench' },
  }
}

function startAt(firstStartMs: number, slot: number): string {
  if (slot >= bookableDays * (dayMs / slotMs)) throw new Error('Everything is booked: take a shorter run.')
  return new Date(firstStartMs + slot * slotMs).toISOString().replace('.000', '')
}

function firstDay(nowMs: number): number {
  return Math.ceil(nowMs / dayMs) * dayMs + 3 * dayMs
}

async function makeService(sandbox: RunningSandbox, at: number, candidates: number) {
  const resourceIds: string[] = []
  for (let number = 0; number < candidates; number++) {
    const id = await made(sandbox, '/v2/resources', {
      type: 'staff',
      name: `Doctor ${at}-${number}`,
      timezone: 'UTC',
    })
    await sandbox.call('PUT', `/v2/resources/${id}/working_hours`, { weekly: aroundTheClock })
    resourceIds.push(id)
  }
  const id = await made(sandbox, '/v2/services', {
    name: `Consultation ${at}`,
    duration_min: 30,
    horizon_days: 730,
    requirements: [{ group: 'staff', resource_ids: resourceIds }],
  })
  return { id, resourceIds }
}

const aroundTheClock = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, [{ start: '00:00', end: '24:00' }]]),
)

async function made(sandbox: RunningSandbox, path: string, body: object): Promise<string> {
  return ((await sandbox.call('POST', path, body)) as { id: string }).id
}

/** Where a copy of a world lies, one for each server of a run. */
export function copyFolder(scratch: string, name: string): string {
  const folder = join(scratch, name)
  mkdirSync(folder, { recursive: true })
  return folder
}
