import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addBookings } from './booking-world.ts'

const orders = ['-created_at', 'start_at', '-start_at']

// biome-ignore lint/suspicious/noExplicitAny: pages are compared member by member.
async function pageOf(sandbox: TestSandbox, query: Record<string, string>): Promise<any> {
  const answer = await sandbox.send('GET', `/v2/bookings?${new URLSearchParams(query)}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json
}

const idsOn = (page: { data: { id: string }[] }) => page.data.map(booking => booking.id)

/** Bookings of few instants, so that many share their sort key. */
function rowsFrom(numbers: readonly number[], prefix: string) {
  const at = (n: number) => `2026-05-01T0${n % 4}:00:00.000Z`
  return numbers.map((n, i) => ({ id: `bk_${prefix}_${i}`, created_at: at(n), start_at: at(n >> 2) }))
}

const numbers = (maxLength: number) => fc.array(fc.nat({ max: 15 }), { maxLength })

test('walking forward, then back, visits each row once, in order, whatever is inserted meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      numbers(40),
      numbers(12),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(...orders),
      async (first, added, limit, order) => {
        const sandbox = await forkSandbox()
        await addBookings(sandbox, rowsFrom(first, 'm'))
        const wanted = idsOn(await pageOf(sandbox, { order, limit: '100' }))
        const inserts = rowsFrom(added, 'z').map((row, i) => (i % 2 ? { ...row, id: `bk_0_${i}` } : row))
        const insertOne = async () => addBookings(sandbox, inserts.splice(0, 1))

        const forward: string[][] = []
        let page = await pageOf(sandbox, { order, limit: String(limit) })
        expect(page.prev_cursor).toBeNull()
        forward.push(idsOn(page))
        while (page.has_more) {
          await insertOne()
          page = await pageOf(sandbox, { order, limit: String(limit), cursor: page.next_cursor })
          forward.push(idsOn(page))
        }
        expect(page.next_cursor).toBeNull()

        const backward: string[][] = [idsOn(page)]
        while (page.prev_cursor !== null) {
          await insertOne()
          page = await pageOf(sandbox, { order, limit: String(limit), cursor: page.prev_cursor })
          backward.unshift(idsOn(page))
          expect([page.has_more, page.next_cursor === null]).toEqual([true, false])
        }

        for (const walk of [forward.flat(), backward.flat()]) {
          expect(walk.filter(id => wanted.includes(id))).toEqual(wanted)
          expect(new Set(walk).size).toBe(walk.length)
        }
      },
    ),
    { numRuns: 40 },
  )
}, 30_000)

test('a page read again by the cursors of its neighbours is the same page', async () => {
  const sandbox = await forkSandbox()
  await addBookings(
    sandbox,
    rowsFrom(
      Array.from({ length: 12 }).map((_, i) => i),
      'm',
    ),
  )
  const first = await pageOf(sandbox, { limit: '4' })
  const second = await pageOf(sandbox, { limit: '4', cursor: first.next_cursor })
  const third = await pageOf(sandbox, { limit: '4', cursor: second.next_cursor })
  const back = await pageOf(sandbox, { limit: '4', cursor: third.prev_cursor })
  expect(idsOn(back)).toEqual(idsOn(second))
  const start = await pageOf(sandbox, { limit: '4', cursor: back.prev_cursor })
  expect(idsOn(start)).toEqual(idsOn(first))
  expect(start.prev_cursor).toBeNull()
})

test('a cursor goes on with another limit', async () => {
  const sandbox = await forkSandbox()
  await addBookings(sandbox, rowsFrom([1, 2, 3, 4, 5, 6], 'm'))
  const all = idsOn(await pageOf(sandbox, {}))
  const { next_cursor } = await pageOf(sandbox, { limit: '2' })
  for (const limit of [1, 3, 100]) {
    const page = await pageOf(sandbox, { limit: String(limit), cursor: next_cursor })
    expect(idsOn(page)).toEqual(all.slice(2, 2 + limit))
  }
})

test('the default order and its name are one list', async () => {
  const sandbox = await forkSandbox()
  await addBookings(sandbox, rowsFrom([1, 2, 3], 'm'))
  const { next_cursor } = await pageOf(sandbox, { limit: '1' })
  await pageOf(sandbox, { order: '-created_at', cursor: next_cursor })
})

describe('a cursor is refused', () => {
  test.each([
    [{ order: 'start_at' }, {}],
    [{ order: 'start_at' }, { order: '-start_at' }],
    [{}, { status: 'confirmed' }],
    [{ status: 'confirmed' }, {}],
    [{ status: 'confirmed' }, { status: 'confirmed,pending' }],
    [{ customer_id: 'cust_priya_01' }, { resource_id: 'res_dr_niket' }],
    [{ start_from: '2026-01-01T00:00:00Z' }, { start_from: '2026-01-01T00:00:01Z' }],
  ])('from the query %j in the query %j', async (from, to) => {
    const { sandbox, cursor } = await withCursor(from)
    expect(await errorOf(sandbox, { ...to, cursor })).toBe('invalid_cursor')
    await pageOf(sandbox, { ...from, cursor } as Record<string, string>)
  })

  test('from another tenant', async () => {
    const { sandbox, cursor } = await withCursor({})
    const answer = await sandbox.send('GET', `/v2/bookings?cursor=${cursor}`, { tenant: 'tnt_ideadunes' })
    expect([answer.status, answer.json.error.code]).toEqual([400, 'invalid_cursor'])
  })

  test.each(['eyJpZCI6ImJrXzAxIn0', 'x', '%00', '../', '€', '=', ' ', 'null'])(
    'when nobody made it: %j',
    async cursor => {
      expect(await errorOf(await forkSandbox(), { cursor })).toBe('invalid_cursor')
    },
  )

  test('when it is cut short, or one bit or letter of it differs', async () => {
    const { sandbox, cursor } = await withCursor({})
    const bytes = Buffer.from(cursor, 'base64url')
    const damaged = fc.oneof(
      fc.nat({ max: cursor.length - 2 }).map(length => cursor.slice(0, length + 1)),
      fc.nat({ max: bytes.length * 8 - 1 }).map(bit => {
        const copy = Buffer.from(bytes)
        copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        return copy.toString('base64url')
      }),
      fc
        .tuple(fc.nat({ max: cursor.length - 1 }), fc.constantFrom('A', 'z', '_', '-', '+', '/', '=', '.'))
        .map(([at, letter]) => cursor.slice(0, at) + letter + cursor.slice(at + 1))
        .filter(text => text !== cursor),
      fc.constantFrom(`${cursor}A`, `${cursor}=`, `${cursor} `, ` ${cursor}`, `${cursor}${cursor}`),
    )
    await fc.assert(
      fc.asyncProperty(damaged, async text => {
        expect(await errorOf(sandbox, { cursor: text })).toBe('invalid_cursor')
      }),
      { numRuns: 300 },
    )
  })
})

async function withCursor(query: Record<string, string>) {
  const sandbox = await forkSandbox()
  const customer_id = query.customer_id ?? 'cust_arjun_02'
  await addBookings(
    sandbox,
    rowsFrom([1, 2, 3], 'm').map(row => ({ ...row, customer_id })),
  )
  const { next_cursor } = await pageOf(sandbox, { ...query, limit: '1' })
  expect(next_cursor).toMatch(/^[\w-]+$/)
  return { sandbox, cursor: next_cursor as string }
}

async function errorOf(sandbox: TestSandbox, query: Record<string, string | undefined>): Promise<string> {
  const answer = await sandbox.send(
    'GET',
    `/v2/bookings?${new URLSearchParams(query as Record<string, string>)}`,
  )
  expect([answer.status, answer.headers['x-request-id'] !== undefined]).toEqual([400, true])
  return answer.json.error.code
}
