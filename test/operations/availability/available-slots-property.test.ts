import fc from 'fast-check'
import { expect, test } from 'vitest'
import { onGrid, oracleConflicts } from '../../scheduling/minute-oracle.ts'
import { places, type World, worldAt } from '../../scheduling/random-worlds.ts'
import { at, minutes } from '../../scheduling/worlds.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { storable, store } from '../bookings/stored-world.ts'

// Some worlds for each place, each asked about every start on the grid: seconds on a busy machine.
test.each(places)(
  'in %s around %s, exactly what is listed can be booked, before and after a booking',
  async (timezone, centre) => {
    await fc.assert(
      fc.asyncProperty(worldAt(timezone, at(centre)).map(storable), fc.nat(), async (world, choice) => {
        const sandbox = await forkSandbox()
        await store(sandbox, world)
        const slots = await slotsOf(sandbox, world)
        // Most random worlds are closed; a few of those will do.
        fc.pre(slots.length > 0 || choice % 4 === 0)
        expect(slots.map(slot => Date.parse(slot.start_at))).toEqual(
          gridStarts(world).filter(
            startMs => oracleConflicts({ ...world.demand, startMs }, world.terms).length === 0,
          ),
        )
        await expectOneTruth(sandbox, world, slots)
        const slot = slots[choice % Math.max(1, slots.length)]
        if (slot === undefined) return
        await expectSeats(sandbox, world, slot)
        const booked = await ask(sandbox, '/v2/bookings', world, slot)
        expect(booked.status, booked.text).toBe(201)
        await expectOneTruth(sandbox, world, await slotsOf(sandbox, world))
      }),
      // A seed for each place, or all would get the same worlds. Shrinking one takes minutes.
      { seed: at(centre) / minutes(1), numRuns: 4, endOnFailure: true },
    )
  },
)

interface Slot {
  readonly start_at: string
  readonly resource_id: string
  readonly seats_left: number
}

/** Every start on the grid is either listed and available, or neither, and then for a reason. */
async function expectOneTruth(sandbox: TestSandbox, world: World, slots: readonly Slot[]): Promise<void> {
  const listed = new Set(slots.map(slot => Date.parse(slot.start_at)))
  for (const startMs of gridStarts(world)) {
    const slot = { start_at: new Date(startMs).toISOString(), resource_id: world.demand.first.calendar.id }
    const { json, text } = await ask(sandbox, '/v2/bookings/validate', world, slot)
    expect(json.available, `${slot.start_at} ${text}`).toBe(listed.has(startMs))
    expect(json.conflicts.length > 0, text).toBe(!json.available)
  }
}

/** The seats that are told are the largest party. */
async function expectSeats(sandbox: TestSandbox, world: World, slot: Slot): Promise<void> {
  for (const [party_size, available] of [
    [slot.seats_left, true],
    [slot.seats_left + 1, false],
  ] as const) {
    const { json, text } = await ask(sandbox, '/v2/bookings/validate', world, { ...slot, party_size })
    expect(json.available, text).toBe(available)
  }
}

/** As a widget asks: without the past, and without overrides. */
async function ask(
  sandbox: TestSandbox,
  url: string,
  { demand, terms }: World,
  slot: { readonly start_at: string; readonly resource_id: string; readonly party_size?: number },
) {
  const { start_at, resource_id, party_size = demand.units } = slot
  const body = {
    service_id: terms.service.id,
    start_at,
    resource_id,
    party_size,
    customer: { name: 'Meera' },
  }
  return await sandbox.send('POST', url, { key: 'publishable', body })
}

async function slotsOf(sandbox: TestSandbox, world: World): Promise<Slot[]> {
  const { startMs, endMs } = windowOf(world)
  const query = new URLSearchParams({
    service_id: world.terms.service.id,
    from: new Date(startMs).toISOString(),
    to: new Date(endMs).toISOString(),
    party_size: String(world.demand.units),
  })
  const answer = await sandbox.send('GET', `/v2/availability/slots?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json.slots
}

function windowOf({ centreMs }: World) {
  return { startMs: centreMs - minutes(720), endMs: centreMs + minutes(720) }
}

function gridStarts(world: World): number[] {
  const { startMs, endMs } = windowOf(world)
  const { timezone } = world.demand.first.calendar
  return Array.from({ length: (endMs - startMs) / minutes(1) }, (_, i) => startMs + minutes(i)).filter(
    minute => onGrid(timezone, minute, world.terms.service.stepMin),
  )
}
