import { afterEach, describe, expect, test } from 'vitest'
import { insertTransition, pageTransitions } from '../../emulator/store/booking-history.ts'
import { cutOccupancies, occupy } from '../../emulator/store/occupancies.ts'
import type { PageRequest } from '../../emulator/store/page.ts'
import type { BookingHistoryRow } from '../../emulator/store/schema.ts'
import { dialects, type OpenedStore } from './dialects.ts'

const opened: OpenedStore[] = []
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close()
})

const line = (revision: number, changes: Partial<BookingHistoryRow> = {}): BookingHistoryRow => ({
  tenant_id: 'tnt_a',
  // Against the order of the revisions, as after a clock that was set back.
  id: `bt_${99 - revision}`,
  booking_id: 'bk_a',
  revision,
  action: 'update',
  from_status: 'confirmed',
  to_status: 'confirmed',
  actor: 'staff',
  reason: null,
  at: '2026-04-15T09:00:00.000Z',
  request_id: null,
  ...changes,
})

const at = (time: string) => `2026-04-20T${time}:00.000Z`

describe.each(Object.entries(dialects))('%s', (_name, open) => {
  const fresh = async () => {
    const found = await open()
    opened.push(found)
    return found.store
  }

  test.each([
    ['revision', [1, 2, 3, 9, 10, 11, 100]],
    ['-revision', [100, 11, 10, 9, 3, 2, 1]],
  ])('pages of a history by %s, as numbers, there and back', async (order, wanted) => {
    const store = await fresh()
    await store.write(async trx => {
      for (const revision of [10, 1, 100, 9, 2, 11, 3]) await insertTransition(trx, line(revision))
      await insertTransition(trx, line(4, { booking_id: 'bk_b' }))
      await insertTransition(trx, line(5, { tenant_id: 'tnt_b' }))
    })
    const pageAt = async (from: PageRequest['from']) =>
      await store.read(trx => pageTransitions(trx, 'tnt_a', 'bk_a', { limit: 2, order, from }))
    let page = await pageAt(null)
    const seen = [page]
    while (page.hasNext) {
      page = await pageAt({ direction: 'after', position: page.items.at(-1)?.position ?? never() })
      seen.push(page)
    }
    const revisions = () => seen.flatMap(({ items }) => items.map(({ value }) => value.revision))
    expect(revisions()).toEqual(wanted)
    seen.splice(0)
    while (page.hasPrevious) {
      page = await pageAt({ direction: 'before', position: page.items[0]?.position ?? never() })
      seen.unshift(page)
    }
    expect(revisions()).toEqual(wanted.slice(0, 6))
  })

  test('a revision is there once', async () => {
    const store = await fresh()
    await store.write(trx => insertTransition(trx, line(1)))
    await expect(store.write(trx => insertTransition(trx, line(1, { id: 'bt_1' })))).rejects.toThrow()
  })

  test.each([
    ['05:00', '05:00', '05:00'],
    ['05:10', '05:10', '05:10'],
    ['05:40', '05:30', '05:40'],
    ['07:00', '05:30', '06:00'],
  ])('cut at %s, it ends at %s, and its buffer at %s', async (cut, end, blocksTo) => {
    const store = await fresh()
    const row = {
      tenant_id: 'tnt_a',
      holder_id: 'bk_a',
      kind: 'booking',
      service_id: 'svc_a',
      start_at: at('05:00'),
      end_at: at('05:30'),
      blocks_from: at('04:50'),
      blocks_to: at('06:00'),
      units: 1,
    }
    await store.write(async trx => {
      for (const resource_id of ['res_a', 'res_b']) await occupy(trx, { ...row, resource_id })
      await occupy(trx, { ...row, resource_id: 'res_a', holder_id: 'bk_b' })
      await cutOccupancies(trx, 'tnt_a', 'bk_a', at(cut))
    })
    const rows = await store.read(trx =>
      trx.selectFrom('occupancies').selectAll().orderBy('holder_id').orderBy('resource_id').execute(),
    )
    expect(rows.map(({ end_at, blocks_to }) => [end_at, blocks_to])).toEqual([
      [at(end), at(blocksTo)],
      [at(end), at(blocksTo)],
      [at('05:30'), at('06:00')],
    ])
    expect(rows.map(({ start_at, blocks_from }) => [start_at, blocks_from])).toEqual(
      Array.from({ length: 3 }, () => [at('05:00'), at('04:50')]),
    )
  })
})

function never(): never {
  throw new Error('A page that is not the last has rows.')
}
