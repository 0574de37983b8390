import { expect, test } from 'vitest'
import { operations } from '../../src/contract/index.ts'
import { sendExample, urlOf } from '../walk/requests.ts'
import { twinSandboxes } from './twins.ts'

const lists = operations.filter(({ orders }) => orders !== null)

test('every list has the same pages in every order, with the same cursors, there and back', async () => {
  const twins = await twinSandboxes()
  for (const operation of operations.filter(({ method, destructive }) => method !== 'GET' && !destructive))
    for (const example of operation.examples)
      await twins.answer(sandbox => sendExample(sandbox, operation, example))
  const single = new Set<string>()
  for (const list of lists)
    for (const order of list.orders ?? []) {
      const { params } = list.examples[0]
      const page = async (query: Record<string, string | number>) => {
        const url = urlOf(list, { ...(params && { params }), query: { order, limit: 1, ...query } })
        const answer = await twins.answer(sandbox => sandbox.send('GET', url))
        expect(answer.status, answer.text).toBe(200)
        return answer.json as { data: unknown[]; next_cursor: string | null; prev_cursor: string | null }
      }
      const forward = [await page({})]
      for (let next = forward[0]?.next_cursor; next; next = forward.at(-1)?.next_cursor)
        forward.push(await page({ cursor: next }))
      const back = forward.slice(-1)
      for (let before = back[0]?.prev_cursor; before; before = back[0]?.prev_cursor)
        back.unshift(await page({ cursor: before }))
      expect(back.map(({ data }) => data)).toEqual(forward.map(({ data }) => data))
      if (forward.length < 2) single.add(list.id)
    }
  // Reviews and disputes come with the clock, which stands; the example data has one of each.
  expect([...single]).toEqual(['listDisputes', 'listAccessReviews'])
})
