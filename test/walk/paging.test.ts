import { describe, expect, test } from 'vitest'
import { operations } from '../../src/contract/index.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'
import { take, urlOf } from './requests.ts'

const rowsWanted = 7

// What a run has found never grows: its own test walks it.
const lists = operations.filter(operation => operation.orders !== null && operation.fill !== null)

describe.each(lists.map(list => [list.id, list] as const))('%s', (_id, list) => {
  test.each([...(list.orders ?? [])])('by %s: forward, then back, every row once', async order => {
    const sandbox = await forkSandbox('default')
    await fill(sandbox, list)
    const whole = (await page(sandbox, list, { order, limit: 100 })).data.map(idOf)
    expect(whole.length).toBeGreaterThanOrEqual(rowsWanted)
    for (const limit of [1, 2, 3, whole.length]) {
      const forward = await walk(sandbox, list, { order, limit }, 'next_cursor')
      expect(forward.pages.flat()).toEqual(whole)
      expect(forward.pages.slice(0, -1).every(rows => rows.length === limit)).toBe(true)
      const back = await walk(sandbox, list, { order, limit, cursor: forward.lastPrev }, 'prev_cursor')
      expect(back.pages.toReversed().flat()).toEqual(
        whole.slice(0, whole.length - (forward.pages.at(-1)?.length ?? 0)),
      )
    }
  })

  test('rows that come meanwhile shift nothing', async () => {
    const sandbox = await forkSandbox('default')
    await fill(sandbox, list)
    const before = (await page(sandbox, list, { limit: 100 })).data.map(idOf)
    const first = await page(sandbox, list, { limit: 3 })
    sandbox.clock.set(sandbox.clock.now() + 1_000)
    await makeOne(sandbox, list, rowsWanted)
    expect((await page(sandbox, list, { limit: 100 })).data).toHaveLength(before.length + 1)
    const rest = await walk(sandbox, list, { limit: 3, cursor: first.next_cursor }, 'next_cursor')
    // What is newest comes last in a list that begins with the oldest.
    const seen = [...first.data.map(idOf), ...rest.pages.flat()]
    expect(seen.slice(0, before.length)).toEqual(before)
    expect(seen.length - before.length).toBe(list.orders?.[0]?.startsWith('-') === true ? 0 : 1)
  })
})

// biome-ignore lint/suspicious/noExplicitAny: rows of any list.
type Page = { data: any[]; has_more: boolean; next_cursor: string | null; prev_cursor: string | null }

interface Query {
  readonly limit: number
  readonly order?: string
  readonly cursor?: string | null
}

async function walk(
  sandbox: TestSandbox,
  list: Operation,
  query: Query,
  link: 'next_cursor' | 'prev_cursor',
) {
  const pages: unknown[][] = []
  let cursor: string | null = query.cursor ?? null
  let lastPrev: string | null = null
  // The bound is for a cursor that leads in circles.
  for (let i = 0; i < 1_000; i++) {
    if (i > 0 && cursor === null) break
    if (link === 'prev_cursor' && cursor === null) break
    const found: Page = await page(sandbox, list, { ...query, cursor })
    expect(found.has_more).toBe(found.next_cursor !== null)
    pages.push(found.data.map(idOf))
    lastPrev = found.prev_cursor
    cursor = found[link]
  }
  return { pages, lastPrev }
}

async function page(sandbox: TestSandbox, list: Operation, { cursor, ...query }: Query): Promise<Page> {
  const example = {
    ...(list.examples[0].params !== undefined && { params: list.examples[0].params }),
    query: { ...query, ...(cursor != null && { cursor }) } as Record<string, string | number>,
  }
  const answer = await sandbox.send('GET', urlOf(list, example))
  expect(answer.status, answer.text).toBe(200)
  return answer.json
}

/** Enough rows, several of them in one millisecond. */
async function fill(sandbox: TestSandbox, list: Operation): Promise<void> {
  for (let i = 0; i < rowsWanted; i++) {
    if (i % 3 === 0) sandbox.clock.set(sandbox.clock.now() + 1)
    await makeOne(sandbox, list, i)
  }
}

async function makeOne(sandbox: TestSandbox, list: Operation, index: number): Promise<void> {
  await take(sandbox, [list.fill?.(index) ?? []].flat())
}

function idOf(row: { id?: string }): unknown {
  return row.id
}
