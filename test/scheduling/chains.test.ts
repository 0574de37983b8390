import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Busy, Demand, ResourceCalendar } from '../../emulator/scheduling/calendar.ts'
import {
  type ChainLink,
  type ChainOption,
  type ChainPart,
  listChains,
} from '../../emulator/scheduling/chains.ts'
import { chooseAllocations, findConflicts } from '../../emulator/scheduling/conflicts.ts'
import { onGrid } from './minute-oracle.ts'
import { places, worldAt } from './random-worlds.ts'
import { at, booking, candidate, everyDay, minutes, resource, terms, texts } from './worlds.ts'

const all = () => true
const option = (calendar: ResourceCalendar, parts: Parameters<typeof terms>[0] = {}): ChainOption => {
  const { startMs: _, ...demand } = candidate('2026-04-20T00:00:00Z', calendar)
  return { demand, terms: terms(parts) }
}
const window = { startMs: at('2026-04-20T09:00:00Z'), endMs: at('2026-04-20T10:00:00Z') }

const startsAndResources = (chains: readonly ChainPart[][]) =>
  chains.map(parts =>
    parts.map(part => `${texts([part])[0]?.slice(11, 16)} ${part.resourceIds.join('+')}`).join(', '),
  )

test('the parts follow each other without a gap, by start and then by the first options', () => {
  const [a, b] = [resource({ id: 'res_a' }), resource({ id: 'res_b' })]
  const link: ChainLink = { options: [option(a), option(b)], accepts: all }
  expect(startsAndResources(listChains(window, [link, link]))).toEqual([
    '09:00 res_a, 09:30 res_a',
    '09:00 res_b, 09:30 res_b',
    '09:30 res_a, 10:00 res_a',
    '09:30 res_b, 10:00 res_b',
  ])
})

test('nothing follows nothing', () => {
  expect(listChains(window, [])).toEqual([])
  expect(listChains(window, [{ options: [], accepts: all }])).toEqual([])
  const link: ChainLink = { options: [option(resource())], accepts: all }
  expect(listChains(window, [link, { options: [], accepts: all }])).toEqual([])
})

test('a later part goes back to an earlier choice that leads to the end', () => {
  const open = { weekly: everyDay('09:00', '10:30') }
  const [a, b] = [resource({ id: 'res_a', ...open }), resource({ id: 'res_b', ...open })]
  const once = { maxBookingsPerDay: 1 }
  const links: ChainLink[] = [
    { options: [option(resource({ id: 'res_c', ...open }))], accepts: all },
    { options: [option({ ...a, ...once }), option(b)], accepts: all },
    { options: [option({ ...a, ...once })], accepts: all },
  ]
  // With a in the middle it would be full for the end.
  expect(startsAndResources(listChains(window, links))).toEqual(['09:00 res_c, 09:30 res_b, 10:00 res_a'])
})

test('what the parts share may be a room', () => {
  const room = { group: 'room', calendars: [resource({ id: 'res_room' })], skills: [] }
  const inRoom = (id: string, parts: Parameters<typeof terms>[0]): ChainOption => {
    const { demand, terms } = option(resource({ id }), parts)
    return { demand: { ...demand, others: [room] }, terms }
  }
  const link = (id: string, parts = {}): ChainLink => ({ options: [inRoom(id, parts)], accepts: all })
  expect(startsAndResources(listChains(window, [link('res_a'), link('res_b')]))).toEqual([
    '09:00 res_a+res_room, 09:30 res_b+res_room',
    '09:30 res_a+res_room, 10:00 res_b+res_room',
  ])
  // The room is not ready again when the second part would begin.
  expect(listChains(window, [link('res_a', { bufferAfterMin: 10 }), link('res_b')])).toEqual([])
})

test('a start with too many places to try is given up', () => {
  const rooms = Array.from({ length: 12 }, (_, i) => resource({ id: `res_${i}`, maxBookingsPerDay: 1 }))
  const link: ChainLink = { options: rooms.map(room => option(room)), accepts: all }
  const never = {
    options: [
      option(
        resource({ id: 'res_last', busy: [booking('bk_1', '2026-04-20T11:00:00Z', { lengthMin: 600 })] }),
      ),
    ],
    accepts: all,
  }
  expect(listChains(window, [link, link, link, link, never])).toEqual([])
})

test('lists exactly what can be booked part by part', () => {
  const worlds = fc.constantFrom(...places).chain(([zone, centre]) => {
    const centreMs = at(centre)
    const one = worldAt(zone, centreMs)
    return fc.record({ centreMs: fc.constant(centreMs), worlds: fc.tuple(one, one, one) })
  })
  fc.assert(
    fc.property(worlds, ({ centreMs, worlds }) => {
      const named = worlds.map(({ demand, terms }, i) => ({
        demand: withId(demand, `res_${i}`),
        terms: { ...terms, allowPast: false },
      }))
      const [a, b, c] = named as [ChainOption, ChainOption, ChainOption]
      // The same resource serves both; with the calendar that it has, and on the terms of either service.
      const links: ChainLink[] = [
        { options: [a, b], accepts: all },
        { options: [{ demand: a.demand, terms: c.terms }, c], accepts: ids => !ids.includes('res_room_b') },
      ]
      const range = { startMs: centreMs - minutes(300), endMs: centreMs + minutes(300) }
      const listed = listChains(range, links).map(parts => parts.map(placeOf))
      expect(listed).toEqual(chainsOneByOne(range, links))
    }),
    { seed: 20260329, numRuns: 150, endOnFailure: true },
  )
})

function withId(demand: Demand, id: string): Demand {
  return { ...demand, first: { ...demand.first, calendar: { ...demand.first.calendar, id } } }
}

function placeOf({ startMs, endMs, resourceIds }: ChainPart): [number, number, ...string[]] {
  return [startMs, endMs, ...resourceIds]
}

/** The same, by asking for each minute and each option, with what is booked before it in the calendars. */
function chainsOneByOne(range: { startMs: number; endMs: number }, [first, second]: ChainLink[]) {
  const found = []
  for (let startMs = range.startMs; startMs < range.endMs; startMs += minutes(1)) {
    for (const option of first?.options ?? []) {
      const { demand, terms } = option
      if (!onGrid(demand.first.calendar.timezone, startMs, terms.service.stepMin)) continue
      const part = bookable(option, startMs, [])
      if (part === undefined) continue
      const busy = busyOf(option, part)
      const next = (second?.options ?? [])
        .toSorted((one, other) => Number(isOf(other, part)) - Number(isOf(one, part)))
        .map(later => bookable(later, part[1], [{ ids: part.slice(2) as string[], busy }]))
        .find(later => later !== undefined && second?.accepts(later.slice(2) as string[]))
      if (next !== undefined) found.push([part, next])
    }
  }
  return found
}

function isOf({ demand }: ChainOption, [, , id]: readonly unknown[]): boolean {
  return demand.first.calendar.id === id
}

function bookable(
  { demand, terms }: ChainOption,
  startMs: number,
  taken: readonly { ids: readonly string[]; busy: Busy }[],
): [number, number, ...string[]] | undefined {
  const full = (calendar: ResourceCalendar) => ({
    ...calendar,
    busy: [...calendar.busy, ...taken.filter(({ ids }) => ids.includes(calendar.id)).map(({ busy }) => busy)],
  })
  const asked = {
    ...demand,
    first: { ...demand.first, calendar: full(demand.first.calendar) },
    others: demand.others.map(other => ({ ...other, calendars: other.calendars.map(full) })),
    startMs,
  }
  if (findConflicts(asked, terms).length > 0) return undefined
  const ids = chooseAllocations(asked, terms).map(({ resourceId }) => resourceId)
  return [startMs, startMs + minutes(terms.service.durationMin), ...ids]
}

function busyOf({ demand, terms }: ChainOption, [startMs, endMs]: [number, number, ...string[]]): Busy {
  const { service } = terms
  return {
    id: 'bk_before',
    kind: 'booking',
    startMs,
    endMs,
    bufferBeforeMs: minutes(service.bufferBeforeMin),
    bufferAfterMs: minutes(service.bufferAfterMin),
    units: demand.units,
    serviceId: service.id,
  }
}
