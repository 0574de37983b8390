import type { Client } from '../../src/client/client-types.ts'
import type { Context } from '../kernel/context.ts'
import { askChoice, type Choice } from '../kernel/prompt.ts'

/** Days that are looked at in one go. */
const daysAtOnce = 14

const dayMs = 86_400_000

interface Slot {
  readonly start_at: string
  readonly local_start: string
  readonly resource_id: string
}

/** A free start, and whose it is. */
export type ChosenStart = Pick<Slot, 'start_at' | 'resource_id'>

/**
 * Asks for a day that has free starts of a service, and for one of them. `now` is the time of the sandbox: its clock
 * may be far from ours.
 */
export async function askStart(
  service: string,
  now: Date,
  client: Client,
  context: Context,
): Promise<ChosenStart> {
  for (let from = now; ; from = new Date(from.getTime() + daysAtOnce * dayMs)) {
    const slots = await slotsFrom(service, from, client)
    const days = Object.entries(Object.groupBy(slots, slot => slot.local_start.slice(0, 10))).toSorted()
    const choices: Choice<string | null>[] = days.map(([day, free = []]) => ({
      name: `${dayName(day)}  (${free.length} free)`,
      value: day,
    }))
    const last = isoDay(new Date(from.getTime() + (daysAtOnce - 1) * dayMs))
    const later = { name: `Later than ${dayName(last)} …`, value: null }
    const day = await askChoice('Day', [...choices, later], context)
    if (day === null) continue
    const ofDay = slots.filter(({ local_start }) => local_start.startsWith(day))
    return await askChoice('Free slot', ofDay.toSorted(byStart).map(slotChoice), context)
  }
}

async function slotsFrom(service_id: string, from: Date, client: Client): Promise<readonly Slot[]> {
  const query = { service_id, from: isoDay(from), to: isoDay(new Date(from.getTime() + daysAtOnce * dayMs)) }
  const { data } = await client.send('getAvailableSlots', { query })
  return (data as { readonly slots: readonly Slot[] }).slots
}

function byStart(one: Slot, other: Slot): number {
  return one.start_at < other.start_at ? -1 : Number(one.start_at > other.start_at)
}

function slotChoice({ start_at, local_start, resource_id }: Slot): Choice<ChosenStart> {
  return { name: `${local_start.slice(11, 16)}  ${resource_id}`, value: { start_at, resource_id } }
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10)
}

/** `Mon 20 Apr 2026`. */
function dayName(day: string): string {
  return new Date(`${day}T00:00:00Z`).toUTCString().slice(0, 16).replace(',', '')
}
