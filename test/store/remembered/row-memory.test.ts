import { expect, test } from 'vitest'
import { RowMemory } from '../../../emulator/store/row-memory.ts'

const row = (id: string, revision = 1) => ({ id, revision })

test('a memory keeps the newest 2,000 rows of a tenant', () => {
  const memory = new RowMemory()
  const rows = Array.from({ length: 2_001 }, (_, at) => row(`bk_${at}`))
  memory.keep('bookings', 'tnt_a', rows, memory.turn)
  const known = memory.of('bookings', 'tnt_a')
  expect(known.size).toBe(2_000)
  expect(known.has('bk_0')).toBe(false)
  expect(known.get('bk_2000')).toBe(rows[2_000])
})

test('the same id of another tenant or table is another row', () => {
  const memory = new RowMemory()
  memory.keep('bookings', 'tnt_a', [row('one')], memory.turn)
  expect(memory.of('bookings', 'tnt_b').size).toBe(0)
  expect(memory.of('customers', 'tnt_a').size).toBe(0)
})

test('what was read before a table was forgotten is not kept after it', () => {
  const memory = new RowMemory()
  const { turn } = memory
  memory.forget('customers')
  memory.keep('bookings', 'tnt_a', [row('bk_1')], turn)
  expect(memory.of('bookings', 'tnt_a').size).toBe(0)
})

test('forgetting a table leaves the others; forgetting all leaves none', () => {
  const memory = new RowMemory()
  memory.keep('bookings', 'tnt_a', [row('bk_1')], memory.turn)
  memory.keep('customers', 'tnt_a', [row('cust_1')], memory.turn)
  memory.forget('customers')
  expect(memory.of('bookings', 'tnt_a').size).toBe(1)
  expect(memory.of('customers', 'tnt_a').size).toBe(0)
  memory.forget()
  expect(memory.of('bookings', 'tnt_a').size).toBe(0)
})
