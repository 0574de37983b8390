import { afterEach, describe, expect, test } from 'vitest'
import { insertBooking } from '../../emulator/store/bookings.ts'
import { comingBookings } from '../../emulator/store/coming-bookings.ts'
import { occupy } from '../../emulator/store/occupancies.ts'
import { pageResources, resourceIdsAt, resourcesWithSkills } from '../../emulator/store/resource-lists.ts'
import { findResource, insertResource, saveResource } from '../../emulator/store/resources.ts'
import type { Trx } from '../../emulator/store/schema.ts'
import { dialects, type OpenedStore } from './dialects.ts'
import { bookingRow, resourceRow } from './rows.ts'

const opened: OpenedStore[] = []
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close()
})

const skills = (...ids: string[]) => JSON.stringify(ids.map(skill_id => ({ skill_id, level: 1 })))

async function fill(trx: Trx): Promise<void> {
  await insertResource(trx, resourceRow({ id: 'res_a', skills: skills('skill_a', 'skill_b') }))
  await insertResource(trx, resourceRow({ id: 'res_b', skills: skills('skill_b'), location_id: 'loc_a' }))
  await insertResource(trx, resourceRow({ id: 'res_c', skills: skills('skill_A', 'skillXa', 'skill_ab') }))
  await insertResource(trx, resourceRow({ id: 'res_d', skills: skills('skill_a'), status: 'archived' }))
  await insertResource(trx, resourceRow({ id: 'res_e', skills: skills('skill_a'), tenant_id: 'tnt_b' }))
}

describe.each(Object.entries(dialects))('%s', (_name, open) => {
  const filled = async () => {
    const found = await open()
    opened.push(found)
    await found.store.write(fill)
    return found.store
  }

  test.each([
    [{}, 'c b a'],
    [{ skillIds: ['skill_a'] }, 'a'],
    [{ skillIds: ['skill_a', 'skill_A'] }, 'c a'],
    [{ statuses: ['archived', 'online'] }, 'd c b a'],
    [{ locationIds: ['loc_a'], skillIds: ['skill_b'] }, 'b'],
  ])('the list with %j is %s', async (filter, ids) => {
    const store = await filled()
    const page = { limit: 25, order: '-created_at', from: null }
    const { items } = await store.read(trx => pageResources(trx, 'tnt_a', filter, page))
    expect(items.map(({ value }) => value.id.slice(4)).join(' ')).toBe(ids)
  })

  test('who has all of some skills, and who works where', async () => {
    const store = await filled()
    const having = async (...ids: string[]) =>
      (await store.read(trx => resourcesWithSkills(trx, 'tnt_a', ids))).map(row => row.id)
    expect(await having('skill_b')).toEqual(['res_a', 'res_b'])
    expect(await having('skill_a', 'skill_b')).toEqual(['res_a'])
    expect(await having('skill_')).toEqual([])
    expect(await store.read(trx => resourceIdsAt(trx, 'tnt_a', 'loc_a'))).toEqual(['res_b'])
  })

  test('a resource is written whole, but for its longest block', async () => {
    const store = await filled()
    const changed = resourceRow({ id: 'res_a', name: 'B', revision: 2, longest_block_ms: 7 })
    await store.write(trx => saveResource(trx, changed))
    const found = await store.read(trx => findResource(trx, 'tnt_a', 'res_a'))
    expect(found).toEqual({ ...changed, longest_block_ms: 0 })
  })

  test('coming bookings are those that start from an instant on, however early their buffers begin', async () => {
    const store = await filled()
    const allocations = JSON.stringify([{ group: 'room', resource_id: 'res_a' }])
    await store.write(async trx => {
      for (const [id, hour] of [
        ['bk_c', '07'],
        ['bk_b', '06'],
        ['bk_a', '05'],
      ]) {
        const start_at = `2026-04-20T${hour}:00:00.000Z`
        const end_at = `2026-04-20T${hour}:30:00.000Z`
        await insertBooking(trx, bookingRow({ id: `${id}`, start_at, end_at, allocations }))
        await occupy(trx, {
          tenant_id: 'tnt_a',
          resource_id: 'res_a',
          holder_id: `${id}`,
          kind: 'booking',
          service_id: 'svc_a',
          start_at,
          end_at,
          blocks_from: `2026-04-20T0${Number(hour) - 2}:00:00.000Z`,
          blocks_to: end_at,
          units: 2,
        })
      }
    })
    const fromMs = Date.parse('2026-04-20T06:00:00Z')
    const found = await store.read(async trx => {
      const resource = await findResource(trx, 'tnt_a', 'res_a')
      return resource === undefined ? [] : await comingBookings(trx, resource, fromMs)
    })
    expect(found.map(booking => booking.id)).toEqual(['bk_b', 'bk_c'])
    expect(found[0]).toEqual({
      id: 'bk_b',
      service_id: 'svc_a',
      group: 'room',
      startMs: fromMs,
      endMs: fromMs + 1_800_000,
      bufferBeforeMs: 7_200_000,
      bufferAfterMs: 0,
      units: 2,
      updatedAt: found[0]?.updatedAt,
    })
  })
})
