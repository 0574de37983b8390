import { expect, test } from 'vitest'
import { twinSandboxes } from './twins.ts'

test('a query of several levels reads in one transaction, and answers what SQLite does', async () => {
  const twins = await twinSandboxes()
  const { statements } = twins.postgres.postgres
  const body = {
    query: `{ bookings(first: 5) { nodes { id customer { name } series { id } payments { nodes { status } } } }
      webhooks { nodes { id } } }`,
  }
  const ask = () => twins.answer(sandbox => sandbox.send('POST', '/v2/graphql', { body }))
  await ask()
  const before = statements.length
  const { status, json } = await ask()
  expect([status, json.errors, json.data.bookings.nodes.length]).toEqual([200, undefined, 5])
  const asked = statements.slice(before)
  const levels = ['bookings', 'customers', 'payments', 'webhooks']
  for (const table of levels) expect(asked.some(text => text.includes(`from "${table}"`))).toBe(true)
  const first = asked.findIndex(text => text.includes('from "bookings"'))
  const begun = asked.slice(first).filter(text => text.startsWith('set transaction isolation level'))
  expect(begun).toEqual([])
})
