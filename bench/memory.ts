import { join } from 'node:path'
import { memoryOf, Servers, scratchFolder } from './processes.ts'
import type { BenchRow } from './report.ts'
import { createBooking, slotsPath } from './requests/cases.ts'
import { loadOf } from './requests/load.ts'
import { type Program, type RunningSandbox, startSandbox, thisProgram } from './sandbox/start.ts'
import { copyFolder, makeWorld } from './sandbox/world.ts'

const megabyte = 1e6
const largestAnswers = 5

/** What a process holds after many bookings and after the largest slots answers; the floor is itself before. */
export async function benchMemory(bookings: number): Promise<BenchRow[]> {
  const held = await memoryHeld(thisProgram, bookings)
  if (held === undefined) return []
  const row = (what: string, ours: number, target = ''): BenchRow => ({
    what: `memory after ${what}`,
    floor: 'the same sandbox before',
    unit: 'MB',
    target,
    pairs: [{ ours, floor: held.before }],
  })
  return [
    row(`${bookings} bookings, at once`, held.booked),
    row(`${bookings} bookings, at rest`, held.bookedAtRest, '<= 1.50x'),
    row('the largest slots answers, at once', held.listed),
    row('the largest slots answers, at rest', held.listedAtRest, '<= 1.50x'),
  ]
}

/** After so long without a request a sandbox has given its memory back: it looks every ten seconds. */
const restMs = 25_000

/** Megabytes that a sandbox holds, each thing in a sandbox of its own; undefined where that cannot be read. */
export async function memoryHeld(program: Program, bookings: number) {
  using scratch = scratchFolder()
  await using servers = new Servers()
  const world = await makeWorld(program, join(scratch.path, 'world'))
  const start = (name: string) =>
    servers.add(startSandbox(program, copyFolder(scratch.path, name), world.folder))
  const [booking, listing] = [await start('booking'), await start('listing')]
  const before = await settled(listing)
  if (before === undefined) return undefined
  const load = loadOf(booking, booking.key, world, createBooking)
  await load({ requests: bookings })
  for (let time = 0; time < largestAnswers; time++) await listing.call('GET', slotsPath(world, undefined, 4))
  const [booked, listed] = [await settled(booking), await settled(listing)]
  await new Promise(done => setTimeout(done, restMs))
  const [bookedAtRest, listedAtRest] = [heldBy(booking), heldBy(listing)]
  return { before, booked: booked ?? 0, listed: listed ?? 0, bookedAtRest, listedAtRest }
}

const heldBy = ({ pid }: RunningSandbox) => (memoryOf(pid) ?? 0) / megabyte

/** A few requests later, for what the first ones load belongs to a sandbox that does nothing. */
async function settled(sandbox: RunningSandbox): Promise<number | undefined> {
  for (let time = 0; time < 20; time++) await sandbox.call('GET', '/v2/bookings?limit=25')
  const bytes = memoryOf(sandbox.pid)
  return bytes === undefined ? undefined : bytes / megabyte
}
